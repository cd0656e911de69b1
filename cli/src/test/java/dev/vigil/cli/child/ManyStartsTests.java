package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.binding.NativePrograms;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.ProcessEnd.Kind;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.ProgramSupervisor;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.process.Watchdog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts of which three in ten hang leave nothing behind and take no longer than their deadlines. So many as the system
 * property {@code vigil.starts} says, ten when it says nothing; {@code vigil.side} of them side by side, or two.
 */
final class ManyStartsTests {
    private static final int STARTS = Integer.getInteger("vigil.starts", 10);
    private static final int SIDE_BY_SIDE = Integer.getInteger("vigil.side", 2);
    private static final Duration QUIET = Duration.ofSeconds(3);
    /** Of one hang: the deadline, a second of quiet, the capsule within five seconds. */
    private static final Duration HANG_MAX = QUIET.plusSeconds(6);

    private static final Duration START_MAX = Duration.ofSeconds(3);

    @Test
    void hangsLeaveNoProcessBehindAndKeepThePaceOfTheirDeadline(@TempDir Path folder) throws Exception {
        NativePrograms programs = new NativePrograms(folder.resolve("programs"));
        Path calls = Files.writeString(
                folder.resolve("calls.txt"), "call elemwise_add\ninput 0 6 0 24 2 3\ninput 0 6 0 24 2 3\n");
        Path values = Files.write(folder.resolve("values.bin"), new byte[24]);
        ExecutorService background = Executors.newCachedThreadPool();
        ExecutorService side = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        List<Future<ProgramEnd>> coming = new ArrayList<>();
        long beganNanos = System.nanoTime();
        try (ScratchRoot scratch = ScratchRoot.open(folder);
                Watchdog watchdog = new Watchdog()) {
            ProgramSupervisor supervisor = new ProgramSupervisor(
                    new Launcher(programs.extract(NativePrograms.Program.LAUNCHER)),
                    scratch,
                    watchdog,
                    background,
                    System.getenv());
            Path probe = programs.extract(NativePrograms.Program.PROBE);
            for (int i = 0; i < STARTS; i++) {
                boolean hangs = i % 10 < 3;
                ProgramStart start = start(probe, calls, values, hangs);
                coming.add(side.submit(
                        () -> supervisor.start(Built.faulty(), start).end().get()));
            }
            for (int i = 0; i < STARTS; i++) {
                ProgramEnd end = coming.get(i).get();
                assertEquals(i % 10 < 3 ? Kind.HANG : Kind.EXIT, end.end().kind(), end.toString());
            }
        } finally {
            side.shutdownNow();
            background.shutdown();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        long hung = 3L * (STARTS / 10) + Math.min(3, STARTS % 10);
        Duration bound = HANG_MAX.multipliedBy(hung)
                .plus(START_MAX.multipliedBy(STARTS - hung))
                .dividedBy(SIDE_BY_SIDE)
                .plus(HANG_MAX);
        assertTrue(took.compareTo(bound) < 0, took + " for " + STARTS + " starts, at most " + bound);
        Processes.awaitNone(folder.toString());
    }

    private static ProgramStart start(Path probe, Path calls, Path values, boolean hangs) {
        ProcessSettings plain = ProcessSettings.plain("cpu");
        Fault fault = hangs ? new Fault(Fault.Kind.START_LOCK_ORDER, "*", 0, 1, "") : Fault.none();
        return new ProgramStart(
                probe.toString(),
                List.of(
                        "--library",
                        Built.faulty().library(),
                        "--calls",
                        calls.toString(),
                        "--values",
                        values.toString(),
                        "--report",
                        ProgramStart.REPORT),
                plain.withEnvironment(new TreeMap<>(fault.environment())),
                new ProgramLimits(QUIET.toMillis(), 10 * QUIET.toMillis(), 3L << 30));
    }
}
