package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that may block, with a lock held. */
@Timeout(120)
final class HeldCallTests {
    private static final String PROGRAM = """
            std::mutex lock;
            std::atomic<int> step{0};
            NOINLINE void hold(bool driver) {
              std::lock_guard<std::mutex> held(lock);
              step = 1;
              if (driver) {
                auto call = reinterpret_cast<int (*)(int, int)>(dlsym(RTLD_DEFAULT, "vigil_test_driver"));
                if (call(20000, 22) != 42) abort();
              } else {
                usleep(20000);
              }
            }
            NOINLINE void want() {
              until(step, 1);
              std::lock_guard<std::mutex> held(lock);
            }
            int main(int, char** arguments) {
              const bool driver = arguments[1][0] == 'd';
              if (driver && dlopen(arguments[2], RTLD_NOW | RTLD_GLOBAL) == nullptr) { puts(dlerror()); return 2; }
              std::thread holder([=] { hold(driver); });
              if (arguments[1][0] != 'n') want();
              holder.join();
            }
            """;

    @TempDir
    Path folder;

    private Watched watched = new Watched(Path.of(""));
    private Path program = Path.of("");

    @BeforeEach
    void compile() throws Exception {
        watched = new Watched(folder);
        program = watched.compile("held", PROGRAM, "-ldl");
    }

    @Test
    void sleepUnderAWantedLockIsReportedWithItsPlace() throws Exception {
        List<HeldCall> calls = run(Map.of(), "wanted");
        assertEquals(1, calls.size(), calls.toString());
        HeldCall call = calls.get(0);
        assertEquals("usleep", call.function());
        assertTrue(call.longestNs() >= 20_000_000, call.toString());
        assertEquals("_Z4holdb", new ElfSymbols().function(call.called().get(0)));
        assertEquals("_Z4wantv", new ElfSymbols().function(call.waiter().get(0)));
    }

    @Test
    void sleepUnderALockThatNobodyWantsIsSilent() throws Exception {
        assertEquals(List.of(), run(Map.of(), "nobody"));
    }

    @Test
    void driverCallIsSeenThoughItsLibraryIsPrivateAndItsArgumentsArrive() throws Exception {
        // A driver of the test's own, which a library that is loaded later needs, as libmxnet needs CUDA's.
        Path driver = watched.compile("libcudart.so.11.0", """
                extern "C" int cudaMemcpy(int us, int, double, double, double, double, double, double, double, double,
                                          int, int, int, int, int seven, int eight) {
                  usleep(us);
                  return seven + eight;
                }
                """, "-shared", "-fPIC", "-Wl,-soname,libcudart.so.11.0");
        Path user = watched.compile("libuser.so", """
                extern "C" int cudaMemcpy(int, int, double, double, double, double, double, double, double, double,
                                          int, int, int, int, int, int);
                extern "C" int vigil_test_driver(int us, int part) {
                  return cudaMemcpy(us, 0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 5, 6, part - 2, part);
                }
                """, "-shared", "-fPIC", driver.toString(), "-Wl,-rpath," + folder);
        List<HeldCall> calls = run(Map.of(), "driver", user.toString());
        assertEquals(
                List.of("cudaMemcpy"), calls.stream().map(HeldCall::function).toList());
    }

    @Test
    void listOfCallsIsConfigurable() throws Exception {
        assertEquals(List.of(), run(Map.of("VIGIL_WATCH_CALLS", "read,poll"), "wanted"));
        assertEquals(
                1, run(Map.of("VIGIL_WATCH_CALLS", "read,usleep"), "wanted").size());
    }

    private List<HeldCall> run(Map<String, String> environment, String... arguments) throws Exception {
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS);
        Watched.End end = watched.run(watch, environment, program, arguments);
        assertEquals(0, end.code(), end.output());
        return WatchLog.read(end.out(), 0).calls();
    }
}
