package dev.vigil.probes.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.PretendedContext;
import dev.vigil.probes.coldstart.Examples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lane with programs that only pretend to run. */
final class LocksLaneTests {
    private static final String REFUSAL =
            "ERROR: ld.so: object '/x/libvigil_watch.so' from LD_PRELOAD cannot be preloaded: ignored.";

    /** Every program leaves at once, and says the same. */
    private static final class Pretended implements PretendedContext.Programs {
        private final String stderr;
        private final List<ProgramStart> started = new ArrayList<>();

        Pretended(String stderr) {
            this.stderr = stderr;
        }

        @Override
        public LaneContext.RunningProgram start(ProgramStart start) {
            started.add(start);
            ProcessEnd end = new ProcessEnd(ProcessEnd.Kind.EXIT, 0, 0, List.of(), stderr, "exit 0", 0);
            return new LaneContext.RunningProgram() {
                @Override
                public ProgramEnd awaitEnd() {
                    return new ProgramEnd(end, 0, 1, "race\trounds\t1\nrace\tend\n", null);
                }

                @Override
                public ProgramEnd stop() {
                    return awaitEnd();
                }
            };
        }
    }

    private static UnitResult explore(Pretended context) throws Exception {
        return new LocksLane()
                .run(
                        new WorkUnit(
                                "c/0/0",
                                "c",
                                LocksLane.NAME,
                                WorkUnit.Task.EXPLORE,
                                0,
                                42,
                                List.of("@two-writers"),
                                List.of(Examples.NONE.of("@two-writers", 1)),
                                20,
                                ProcessSettings.plain("cpu"),
                                List.of(),
                                UnitLimits.USUAL,
                                null),
                        new PretendedContext(context));
    }

    @Test
    void whereTheLibraryCannotBeLoadedTheReportSaysSoInOneLineAndNothingIsJudged() throws Exception {
        Pretended context = new Pretended(REFUSAL);

        UnitResult result = explore(context);

        assertEquals(
                List.of("@two-writers: not watched: the loader says " + REFUSAL), result.notes(), "one line for all");
        assertEquals(3, context.started.size(), "more of them would tell nothing either");
        assertEquals(0, result.totals().judged());
        assertEquals(3, result.totals().inconclusive());
        assertEquals(List.of(), result.candidates());
        assertEquals(List.of(), result.faults());
    }

    @Test
    void processesAreAskedForLocksAndNotForWaitsOfThreads() throws Exception {
        Pretended context = new Pretended("");

        UnitResult result = explore(context);

        ProgramStart start = context.started.get(0);
        assertTrue(start.program().endsWith("vigil-race"), start.program());
        assertEquals("locks", start.settings().environment().get("VIGIL_WATCH"));
        assertEquals("vigil-race", start.settings().environment().get("VIGIL_WATCH_PROGRAM"));
        String calls = String.valueOf(start.settings().environment().get(Watch.CALLS));
        assertTrue(calls.startsWith("-pthread_cond_wait,"), calls);
        assertTrue(
                result.notes().get(0).contains("it told nothing of its locks"),
                result.notes().toString());
    }
}
