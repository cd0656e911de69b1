package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's promises, on real processes. */
@Timeout(60)
final class LauncherTests {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path launcher = Path.of("");

    @BeforeEach
    void extract() {
        launcher = new NativePrograms(folder.resolve("cache")).extract(NativePrograms.Program.LAUNCHER);
    }

    @Test
    void exitCodeIsReported() throws Exception {
        List<LaunchEvent> events = finish(start(shell("exit 7")), 0);
        assertTrue(events.get(0) instanceof LaunchEvent.Started);
        assertEquals(new LaunchEvent.Exited(7), events.get(1));
        assertTrue(events.get(2) instanceof LaunchEvent.Usage usage && usage.maxRssKb() > 0, events.toString());
    }

    @Test
    void signalIsReported() throws Exception {
        assertEquals(
                new LaunchEvent.Signalled(11),
                finish(start(shell("kill -SEGV $$")), 0).get(1));
    }

    @Test
    void programThatCannotStartIsReported() throws Exception {
        List<LaunchEvent> events = finish(start(LaunchSpec.of(List.of("/no/such/program"))), 2);
        assertEquals(List.of(new LaunchEvent.Failed("/no/such/program: No such file or directory")), events);
        List<LaunchEvent> misdirected = finish(start(shell("true").in(folder.resolve("absent"))), 2);
        assertTrue(misdirected.toString().contains("absent: No such file"), misdirected.toString());
    }

    @Test
    void wrongOptionIsReported() throws Exception {
        Process process = new ProcessBuilder(launcher.toString(), "--open-files", "many", "--", "true").start();
        assertEquals(List.of(new LaunchEvent.Failed("--open-files wants a number, not 'many'")), finish(process, 2));
    }

    @Test
    void outputIsAppendedAndTheDirectoryIsKept() throws Exception {
        Path out = Files.writeString(folder.resolve("out"), "before\n");
        Path err = folder.resolve("err");
        finish(start(shell("pwd; echo bad >&2; cat").in(folder).withOutput(out, err)), 0);
        assertEquals("before\n" + folder.toRealPath() + "\n", Files.readString(out));
        assertEquals("bad\n", Files.readString(err));
    }

    @Test
    void limitsHold() throws Exception {
        Path out = folder.resolve("out");
        LaunchSpec.Limits limits = LaunchSpec.Limits.NONE
                .withCpuSeconds(5)
                .withAddressSpaceBytes(1L << 30)
                .withFileBytes(1L << 20)
                .withOpenFiles(77);
        LaunchSpec spec = shell("ulimit -t; ulimit -v; ulimit -f; ulimit -n; ulimit -c")
                .withOutput(out, folder.resolve("err"))
                .withLimits(limits);
        finish(start(spec), 0);
        assertEquals(List.of("5", "1048576", "2048", "77", "0"), Files.readAllLines(out));
    }

    @Test
    void cpuLimitEndsALoop() throws Exception {
        LaunchSpec spec = shell("while :; do :; done").withLimits(LaunchSpec.Limits.NONE.withCpuSeconds(1));
        LaunchEvent end = finish(start(spec), 0).get(1);
        assertTrue(end instanceof LaunchEvent.Signalled, end.toString());
    }

    @Test
    void endOfStdinKillsTheWholeTree() throws Exception {
        Process process = start(family("sleep 300"));
        List<Long> pids = familyOf();
        process.getOutputStream().close();
        assertEquals(new LaunchEvent.Signalled(9), finish(process, 0).get(1));
        pids.forEach(LauncherTests::assertGone);
    }

    @Test
    void terminationKillsTheWholeTree() throws Exception {
        Process process = start(family("sleep 300"));
        List<Long> pids = familyOf();
        // Process.destroy would also close the stream that we are about to read.
        process.toHandle().destroy();
        finish(process, 0);
        pids.forEach(LauncherTests::assertGone);
    }

    @Test
    void endOfTheProgramKillsWhatItLeftBehind() throws Exception {
        Process process = start(family("while [ ! -e go ]; do sleep 0.05; done; exit 4"));
        List<Long> pids = familyOf();
        Files.writeString(folder.resolve("go"), "");
        assertEquals(new LaunchEvent.Exited(4), finish(process, 0).get(1));
        pids.forEach(LauncherTests::assertGone);
    }

    @Test
    void programDiesWithALauncherThatIsKilled() throws Exception {
        Process process = start(
                shell("echo $$ > pid0.new; mv pid0.new pid0; exec sleep 300").in(folder));
        long pid = await(
                () -> Long.parseLong(Files.readString(folder.resolve("pid0")).strip()));
        process.destroyForcibly();
        assertGone(pid);
    }

    @Test
    void launcherLeavesTheGroupThatATerminalInterrupts() throws Exception {
        Path out = folder.resolve("out");
        Process process = start(shell("cut -d ' ' -f 5 /proc/$PPID/stat").withOutput(out, folder.resolve("err")));
        finish(process, 0);
        assertEquals(process.pid() + "\n", Files.readString(out));
    }

    @Test
    void inputOfTheLauncherDoesNotReachTheProgram() throws Exception {
        Path out = folder.resolve("out");
        Process process = start(shell("cat; echo end").withOutput(out, folder.resolve("err")));
        process.getOutputStream().write("words\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        finish(process, 0);
        assertEquals("end\n", Files.readString(out));
    }

    @Test
    void extractionIsRepeatableAndExecutable() {
        NativePrograms programs = new NativePrograms(folder.resolve("cache"));
        for (NativePrograms.Program program : NativePrograms.Program.values()) {
            Path file = programs.extract(program);
            assertEquals(file, programs.extract(program));
            assertTrue(Files.isExecutable(file), file.toString());
        }
    }

    private LaunchSpec shell(String script) {
        return LaunchSpec.of(List.of("sh", "-c", script));
    }

    /** A program with a child in its group and a grandchild that fled into a session of its own. */
    private LaunchSpec family(String script) {
        String child = "sh -c 'echo $$ > pid1.new; mv pid1.new pid1; exec sleep 300' & ";
        String fled = "setsid sh -c '(echo $$ > pid2.new; mv pid2.new pid2; exec sleep 300) & exec sleep 300' & ";
        return shell(child + fled + "echo $$ > pid0.new; mv pid0.new pid0; " + script)
                .in(folder);
    }

    private List<Long> familyOf() throws Exception {
        List<Long> pids = new ArrayList<>();
        for (String name : List.of("pid0", "pid1", "pid2")) {
            pids.add(await(
                    () -> Long.parseLong(Files.readString(folder.resolve(name)).strip())));
        }
        return pids;
    }

    private Process start(LaunchSpec spec) throws IOException {
        return new ProcessBuilder(spec.command(launcher)).start();
    }

    private static List<LaunchEvent> finish(Process process, int exitCode) throws Exception {
        List<LaunchEvent> events = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String unknown = line;
                events.add(LaunchEvent.parse(line).orElseGet(() -> fail("unknown line " + unknown)));
            }
        }
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(exitCode, process.exitValue());
        return events;
    }

    private static void assertGone(long pid) {
        boolean gone = await(() -> {
            if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                throw new IllegalStateException(pid + " is alive");
            }
            return true;
        });
        assertTrue(gone);
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    /** Asks again until there is an answer; fails with the last refusal after our patience. */
    private static <T> T await(Callable<T> question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.call();
            } catch (Exception notYet) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("waited in vain", notYet);
                }
                Thread.onSpinWait();
            }
        }
    }
}
