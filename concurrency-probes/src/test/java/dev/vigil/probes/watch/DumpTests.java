package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.NativePrograms.Program;
import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.probes.watch.StackDump.DumpedThread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the threads of a process stand, told by itself. */
@Timeout(120)
final class DumpTests {
    private static final String HANG = """
            std::mutex a, b;
            std::atomic<int> step{0};
            NOINLINE void take(std::mutex& first, std::mutex& second) {
              std::lock_guard<std::mutex> outer(first);
              ++step;
              until(step, 2);
              std::lock_guard<std::mutex> inner(second);
              asm volatile("");
            }
            NOINLINE void one() { take(a, b); asm volatile(""); }
            NOINLINE void two() { take(b, a); asm volatile(""); }
            NOINLINE void deaf() {
              sigset_t all;
              sigfillset(&all);
              pthread_sigmask(SIG_SETMASK, &all, nullptr);
              while (true) sleep(1000);
            }
            int main() {
              std::thread first(one), second(two), third(deaf);
              // The dump comes while they wait for ever; its file is what this thread waits for.
              const std::string file = std::string(getenv("VIGIL_WATCH_OUT")) + ".dump";
              while (true) {
                FILE* dump = fopen(file.c_str(), "r");
                char line[4096];
                while (dump != nullptr && fgets(line, sizeof line, dump) != nullptr) {
                  if (strcmp(line, "end\\n") == 0) _exit(0);
                }
                if (dump != nullptr) fclose(dump);
                usleep(10000);
              }
            }
            """;

    @TempDir
    Path folder;

    private Watched watched = new Watched(Path.of(""));

    @BeforeEach
    void prepare() {
        watched = new Watched(folder);
    }

    @Test
    void hungThreadsAreNamedWithWhatTheyHoldAndWant() throws Exception {
        Path program = watched.compile("hang", "#include <string>\n" + HANG);
        Watch watch =
                Watch.of(watched.library(), watched.freshOut(), Feature.DUMP).dumpingAfter(Duration.ofMillis(500));
        Watched.End end = watched.run(watch, program);
        assertEquals(0, end.code(), end.output());
        List<StackDump> dumps = StackDump.read(Watch.dumps(end.out()));
        assertEquals("deadline", dumps.get(0).reason());
        List<DumpedThread> deadlock = dumps.get(0).deadlock();
        assertEquals(2, deadlock.size(), dumps.toString());
        assertEquals(
                List.of("_Z3onev", "_Z3twov"),
                functions(deadlock, "_Z3").stream().sorted().toList());
        for (DumpedThread thread : deadlock) {
            assertEquals("pthread_mutex_lock", thread.waits().orElseThrow().function());
            assertEquals(1, thread.held().size());
            assertEquals(
                    "_Z4takeRSt5mutexS0_",
                    new ElfSymbols().function(thread.held().get(0).taken().get(0)));
        }
        DumpedThread deaf = dumps.get(0).threads().stream()
                .filter(thread -> !thread.unseen().isEmpty())
                .findFirst()
                .orElseThrow();
        assertEquals("sleep", deaf.call());
        assertEquals(List.of("_Z4deafv"), functions(List.of(deaf), "_Z4deaf"));
    }

    @Test
    void dumpComesOnASignalAndTheProcessGoesOn() throws Exception {
        Path program = watched.compile("signalled", """
                int main() {
                  kill(getpid(), 44);
                  const std::string file = std::string(getenv("VIGIL_WATCH_OUT")) + ".dump";
                  for (int i = 0; i < 500 && access(file.c_str(), R_OK) != 0; ++i) usleep(10000);
                  // It is there when it is begun; a machine with other work takes a while to write it.
                  usleep(2000000);
                  puts("went on");
                }
                """);
        Watched.End end = watched.run(Watch.of(watched.library(), watched.freshOut(), Feature.DUMP), program);
        assertEquals("went on\n", end.output());
        assertEquals("signal", StackDump.read(Watch.dumps(end.out())).get(0).reason());
    }

    @Test
    void threadsParkedInsideTheRealStrippedLibraryAreNamed() throws Exception {
        Path library = Path.of(
                System.getProperty("vigil.test.mxnet", "../native/target/mxnet-default/native/lib/libmxnet.so"));
        Path loop = new NativePrograms(folder.resolve("programs")).extract(Program.BENCH_LOOP);
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.DUMP, Feature.LOCKS, Feature.HEAP)
                .dumpingAfter(Duration.ofSeconds(2));
        Map<String, String> engine = Map.of("MXNET_ENGINE_TYPE", "ThreadedEnginePerDevice", "OMP_NUM_THREADS", "2");
        Watched.End end = watched.run(watch, engine, loop, library.toString(), "elemwise_add", "4");
        assertEquals(0, end.code(), end.output());
        assertTrue(end.output().contains("cases "), end.output());
        StackDump dump = StackDump.read(Watch.dumps(end.out())).get(0);
        ElfSymbols symbols = new ElfSymbols();
        boolean parked = dump.threads().stream()
                .filter(thread -> thread.waits().isPresent())
                .flatMap(thread -> thread.frames().stream())
                .anyMatch(place -> place.module().equals("libmxnet.so")
                        && symbols.function(place).contains("mxnet6engine"));
        assertTrue(parked, dump.toString());
        assertTrue(WatchLog.read(end.out(), 0).edges().size() > 0);
    }

    @Test
    void javaStartsAndRunsUnderAllOfIt() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.DUMP, Feature.LOCKS, Feature.HEAP)
                .perturbedBy(1);
        Watched.End end = watched.run(watch, java, "-Xmx64m", "-XX:+UseSerialGC", "-version");
        assertEquals(0, end.code(), end.output());
        assertTrue(WatchLog.read(end.out(), 0).program().endsWith("/java"), end.output());
    }

    @Test
    void childrenAreNotWatchedAndTheNamedProgramIs() throws Exception {
        Path inner = watched.compile("inner", "int main() { puts(getenv(\"LD_PRELOAD\")); }");
        Watch watch =
                Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS).inProgram("inner");
        Watched.End end = watched.run(watch, Path.of("/bin/sh"), "-c", "true; " + inner + "; " + inner);
        assertEquals("\n\n", end.output());
        assertTrue(WatchLog.read(end.out(), 0).program().endsWith("/inner"));
    }

    @Test
    void staticProgramIsToldBeforehandAndRuns() throws Exception {
        Path program = watched.compile("whole", "int main() { puts(\"ran\"); }", "-static");
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS);
        assertEquals(
                "not watched: " + program + " is linked statically",
                watch.obstacle(program).orElseThrow());
        assertTrue(watch.obstacle(Path.of(System.getProperty("java.home"), "bin", "java"))
                .isEmpty());
        assertEquals("ran\n", watched.run(watch, program).output());
        assertTrue(Files.notExists(watch.out()));
    }

    @Test
    void fileThatIsNoneOfTheLibrarysIsOneLine() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "something else\n");
        assertEquals(
                other + " is none of libvigil_watch's: it begins with something else",
                assertThrows(WatchFormatException.class, () -> StackDump.read(other))
                        .getMessage());
        Path damaged = Files.writeString(folder.resolve("damaged"), "vigil-watch 1\nclass C1 mutex M9+0x1\nend\n");
        assertEquals(
                damaged + " line 2 is none of libvigil_watch's: class C1 mutex M9+0x1",
                assertThrows(WatchFormatException.class, () -> WatchLog.read(damaged, 0))
                        .getMessage());
    }

    private static List<String> functions(List<DumpedThread> threads, String start) {
        ElfSymbols symbols = new ElfSymbols();
        return threads.stream()
                .flatMap(thread -> thread.frames().stream())
                .map(symbols::function)
                .filter(name -> name.startsWith(start))
                .toList();
    }
}
