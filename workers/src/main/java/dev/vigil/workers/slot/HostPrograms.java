package dev.vigil.workers.slot;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.workers.process.ProgramSupervisor;
import dev.vigil.workers.process.RunningProgram;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The programs that one lane host had started, by the numbers that it gave them; none outlives its unit. Used by the slot's thread only. */
final class HostPrograms {
    /** Side by side; a lane that wants more has lost count. */
    private static final int RUNNING_MAX = 64;

    private final LaneHost host;
    private final ProgramSupervisor supervisor;
    private final Map<Integer, RunningProgram> running = new HashMap<>();

    HostPrograms(LaneHost host, ProgramSupervisor supervisor) {
        this.host = host;
        this.supervisor = supervisor;
    }

    void start(FromLaneHost.StartProgram start, Target target) throws IOException {
        int number = start.program();
        RunningProgram program;
        try {
            if (running.size() >= RUNNING_MAX) {
                throw new IOException(RUNNING_MAX + " programs run already");
            }
            program = supervisor.start(target, start.start());
        } catch (IOException e) {
            host.tell(new ToLaneHost.ProgramEnded(number, notStarted(e)));
            return;
        }
        running.put(number, program);
        var unused = program.end().thenAccept(end -> host.events().add(new HostEvent.ProgramEnded(number, end)));
    }

    void stop(int number) {
        RunningProgram program = running.get(number);
        if (program != null) {
            program.stop();
        }
    }

    void ended(HostEvent.ProgramEnded ended) throws IOException {
        if (running.remove(ended.program()) != null) {
            host.tell(new ToLaneHost.ProgramEnded(ended.program(), ended.end()));
        }
    }

    /** What they still report belongs to nobody: their numbers are never used again. */
    void endAll() {
        running.values().forEach(RunningProgram::stop);
        running.clear();
    }

    private static ProgramEnd notStarted(IOException e) {
        ProcessEnd end =
                new ProcessEnd(ProcessEnd.Kind.NOT_STARTED, 0, 0, List.of(), "", "no program: " + e.getMessage(), 0);
        return new ProgramEnd(end, 0, 0, "", null);
    }
}
