package dev.vigil.workers.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a dump as the watch library writes it, cut to what matters. */
final class WatchDumpTests {
    private static final String DUMP = """
            vigil-watch 1
            process 8522 /tmp/vigil-probe
            module M0 51c4198328904f3d988b3d1a1a11863edd623b12 /tmp/vigil-probe
            module M1 - /usr/lib/x86_64-linux-gnu/libc.so.6
            module M15 241a34e203f341794e7ebf0257e412472e36937f /tmp/a folder/libvigil_fault_proxy.so
            dump 4743664308293 signal
            thread 8522 1 vigil-probe
             waits pthread_mutex_lock mutex M15+0x14b20 0x7f8b05692b20 owner 8538
             holds mutex M15+0x14ae0 0x7f8b05692ae0
              taken M15+0xd9d0 M15+0xdd18
             frames M1+0x86129 M15+0xd9e4 -0x7f00
            thread 8533 2 vigil-probe
             waits pthread_cond_wait 0x55ac4084ab78
             frames M1+0x85f14
            thread 8540 3 a name with spaces
             unseen it blocks the signal
            end
            """;

    @Test
    void threadsTellTheirFramesAndWhatTheyWaitFor() {
        List<ThreadStack> stacks = WatchDump.parse(DUMP);

        assertEquals(2, stacks.size());
        assertEquals(
                new ThreadStack(
                        8522,
                        List.of("libc.so.6+0x86129", "libvigil_fault_proxy.so+0xd9e4", "[unknown]+0x7f00"),
                        "pthread_mutex_lock mutex M15+0x14b20 0x7f8b05692b20, held by thread 8538",
                        8538),
                stacks.get(0));
        assertEquals(0, stacks.get(1).holder());
    }

    /** The library is there, and does not listen: it was asked for something else than dumps. */
    @Test
    void aProcessThatWouldDieOfTheSignalGetsNone(@TempDir Path folder) throws Exception {
        Path library = folder.resolve("libvigil_watch.so");
        Process compiler = new ProcessBuilder("g++", "-shared", "-o", library.toString(), "-x", "c++", "/dev/null")
                .inheritIO()
                .start();
        assertEquals(0, compiler.waitFor());
        ProcessBuilder sleeper = new ProcessBuilder("sleep", "60");
        sleeper.environment().put("LD_PRELOAD", library.toString());
        Process process = sleeper.start();
        try {
            Path maps = Path.of("/proc", Long.toString(process.pid()), "maps");
            while (!Files.readString(maps).contains("libvigil_watch.so")) {
                assertTrue(process.isAlive());
                Thread.sleep(5);
            }
            assertEquals(List.of(), new WatchDump().take(process.pid(), folder));
            assertFalse(process.waitFor(200, TimeUnit.MILLISECONDS));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void nothingIsReadFromNothing() {
        assertEquals(List.of(), WatchDump.parse(""));
    }
}
