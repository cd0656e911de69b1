package dev.vigil.cli.child;

import dev.vigil.model.lane.Blamed;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The lane host process: finds the lanes, and runs the units that its worker sends, one at a time on one thread. Its
 * only argument is the socket to connect to. It ends when told to, or when the channel does: it has no life of its own.
 */
public final class LaneHostMain {
    private static final int DONE = 0;
    private static final int OWN_FAULT = 3;
    private static final int STACK_LINES = 6;

    private final HostChannel channel;
    private final HostedExecutors executors;
    private final HostedPrograms programs;
    private final Map<String, Lane> lanes;
    private final LinkedBlockingQueue<ToLaneHost.RunUnit> units = new LinkedBlockingQueue<>();

    LaneHostMain(HostChannel channel, Map<String, Lane> lanes) {
        this.channel = channel;
        this.executors = new HostedExecutors(channel);
        this.programs = new HostedPrograms(channel);
        this.lanes = Map.copyOf(lanes);
    }

    public static void main(String[] arguments) {
        int code;
        try (HostChannel channel = HostChannel.connect(Path.of(arguments[0]))) {
            Map<String, Lane> lanes = new TreeMap<>();
            ServiceLoader.load(Lane.class).forEach(lane -> lanes.put(lane.name(), lane));
            code = new LaneHostMain(channel, lanes).serve();
        } catch (IOException e) {
            System.err.println("lane host: " + e.getMessage());
            code = OWN_FAULT;
        }
        // Whatever a lane left running must not keep us here.
        Runtime.getRuntime().halt(code);
    }

    /** Hears the worker until it says to leave or is gone. */
    int serve() throws IOException {
        channel.tell(new FromLaneHost.Hello(ProcessHandle.current().pid()));
        Thread runner = new Thread(this::runUnits, "vigil-lane");
        runner.setDaemon(true);
        runner.start();
        try {
            while (true) {
                ToLaneHost message = channel.hear();
                if (message instanceof ToLaneHost.Shutdown) {
                    runner.interrupt();
                    return DONE;
                }
                on(message);
            }
        } catch (EOFException e) {
            return DONE;
        }
    }

    private void on(ToLaneHost message) {
        if (message instanceof ToLaneHost.RunUnit run) {
            units.add(run);
        } else if (message instanceof ToLaneHost.ExecutorReady ready) {
            executors.ready(ready);
        } else if (message instanceof ToLaneHost.ExecutorEnded ended) {
            executors.ended(ended);
        } else if (message instanceof ToLaneHost.ProgramEnded ended) {
            programs.ended(ended);
        }
    }

    private void runUnits() {
        try {
            while (true) {
                ToLaneHost.RunUnit next = units.take();
                tell(answer(next));
            }
        } catch (InterruptedException | IOException e) {
            // Told to leave, or nobody is left to tell; the hearing thread ends the process.
            System.err.println("lane host: no more units: " + e.getMessage());
        }
    }

    private FromLaneHost answer(ToLaneHost.RunUnit run) throws InterruptedException {
        String unit = run.unit().id();
        Lane lane = lanes.get(run.unit().lane());
        if (lane == null) {
            return new FromLaneHost.Failed(
                    unit, "no lane is called " + run.unit().lane() + "; there are " + lanes.keySet(), Blamed.UNIT);
        }
        try {
            UnitResult result =
                    lane.run(run.unit(), new UnitContext(unit, run.target(), channel, executors, programs, lanes));
            return new FromLaneHost.Done(result);
        } catch (LaneFault e) {
            return new FromLaneHost.Failed(unit, String.valueOf(e.getMessage()), e.blamed());
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            return new FromLaneHost.Failed(unit, "the lane failed: " + withStack(e), Blamed.UNIT);
        }
    }

    private void tell(FromLaneHost answer) throws IOException {
        try {
            channel.tell(answer);
        } catch (IOException e) {
            if (!(answer instanceof FromLaneHost.Done done)) {
                throw e;
            }
            // A result that is too large for a frame must not look like a dead lane host.
            channel.tell(new FromLaneHost.Failed(
                    done.result().unit(), "the result cannot be sent: " + e.getMessage(), Blamed.UNIT));
        }
    }

    private static String withStack(Throwable fault) {
        StringBuilder text = new StringBuilder(fault.toString());
        StackTraceElement[] stack = fault.getStackTrace();
        for (int i = 0; i < Math.min(STACK_LINES, stack.length); i++) {
            text.append(" < ").append(stack[i]);
        }
        return text.toString();
    }
}
