package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that did not hang: which of them could have. */
@Timeout(120)
final class LockOrderTests {
    /** Two threads that live at one time and take two locks, one behind the other; the argument says how. */
    private static final String ORDERS = """
            std::mutex a, b, c, gate;
            std::atomic<int> step{0};
            NOINLINE void pair(std::mutex& first, std::mutex& second) {
              std::lock_guard<std::mutex> outer(first);
              std::lock_guard<std::mutex> inner(second);
              asm volatile("");
            }
            NOINLINE void guarded(std::mutex& first, std::mutex& second) {
              std::lock_guard<std::mutex> outer(gate);
              pair(first, second);
            }
            void both(void (*one)(), void (*other)()) {
              std::thread first([=] { one(); step = 1; until(step, 2); });
              std::thread second([=] { until(step, 1); other(); step = 2; });
              first.join();
              second.join();
            }
            bool locks = true;
            struct Made { Made() { if (locks) { a.lock(); a.unlock(); } } };
            NOINLINE Made& made() { static Made it; return it; }
            int main(int, char** arguments) {
              const std::string how = arguments[1];
              if (how == "abba") both([] { pair(a, b); }, [] { pair(b, a); });
              if (how == "abab") both([] { pair(a, b); }, [] { pair(a, b); });
              if (how == "half") both([] { pair(a, b); }, [] {});
              if (how == "other-half") both([] {}, [] { pair(b, a); });
              if (how == "gate") both([] { guarded(a, b); }, [] { guarded(b, a); });
              if (how == "one-thread") both([] { pair(a, b); pair(b, a); }, [] {});
              if (how == "two-of-three") both([] { pair(a, b); pair(b, c); }, [] { pair(c, a); });
              if (how == "three") {
                std::thread third([] { until(step, 2); pair(c, a); step = 3; });
                both([] { pair(a, b); }, [] { pair(b, c); until(step, 1); });
                third.join();
              }
              if (how == "static") both([] { made(); }, [] {});
              if (how == "in-static") {
                locks = false;
                both([] {}, [] { std::lock_guard<std::mutex> lock(a); made(); });
              }
              if (how == "joined") {
                std::thread first([] { pair(a, b); });
                first.join();
                std::thread second([] { pair(b, a); });
                second.join();
              }
              if (how == "before") {
                pair(a, b);
                std::thread second([] { pair(b, a); });
                second.join();
              }
              if (how == "heap") {
                // Four locks that are no variables, all of one class.
                auto* locks = new std::mutex[4];
                for (int i = 0; i < 4; ++i) { locks[i].lock(); locks[i].unlock(); }
                static std::mutex *w = locks, *x = locks + 1, *y = locks + 2, *z = locks + 3;
                both([] { pair(*w, *x); }, [] { pair(*z, *y); });
              }
              if (how == "heap-abba") {
                auto* locks = new std::mutex[2];
                for (int i = 0; i < 2; ++i) { locks[i].lock(); locks[i].unlock(); }
                static std::mutex *w = locks, *x = locks + 1;
                both([] { pair(*w, *x); }, [] { pair(*x, *w); });
              }
              if (how == "readers") {
                static pthread_rwlock_t one = PTHREAD_RWLOCK_INITIALIZER, other = PTHREAD_RWLOCK_INITIALIZER;
                auto read = [](pthread_rwlock_t* first, pthread_rwlock_t* second) {
                  pthread_rwlock_rdlock(first); pthread_rwlock_rdlock(second);
                  pthread_rwlock_unlock(second); pthread_rwlock_unlock(first);
                };
                std::thread first([=] { read(&one, &other); step = 1; until(step, 2); });
                std::thread second([=] { until(step, 1); read(&other, &one); step = 2; });
                first.join();
                second.join();
              }
            }
            """;

    @TempDir
    Path folder;

    private Watched watched = new Watched(Path.of(""));
    private Path program = Path.of("");

    @BeforeEach
    void compile() throws Exception {
        watched = new Watched(folder);
        program = watched.compile("orders", "#include <string>\n" + ORDERS);
    }

    @Test
    void oppositeOrdersThatDidNotMeetAreOneCycleWithBothStacks() throws Exception {
        List<LockCycle> cycles = cycles("abba");
        assertEquals(1, cycles.size(), cycles.toString());
        LockCycle cycle = cycles.get(0);
        assertTrue(cycle.sameLocks() && cycle.oneProcess(), cycle.toString());
        assertEquals(2, cycle.edges().size());
        String text = cycle.text(new ElfSymbols()::name);
        assertTrue(text.contains("holds mutex a (orders+0x"), text);
        assertTrue(text.contains("pair (orders+0x"), text);
    }

    @Test
    void halvesOfDifferentProcessesMakeOneCycle() throws Exception {
        List<LockCycle> cycles = cycles("half", "other-half");
        assertEquals(1, cycles.size(), cycles.toString());
        assertFalse(cycles.get(0).oneProcess());
        assertEquals(cycles("abba").get(0).signature(), cycles.get(0).signature());
    }

    @Test
    void threeLocksInACircleAreFound() throws Exception {
        assertEquals(3, cycles("three").get(0).edges().size());
    }

    @Test
    void aStaticThatLocksIsALockItself() throws Exception {
        List<LockCycle> cycles = cycles("static", "in-static");
        assertEquals(1, cycles.size(), cycles.toString());
        assertTrue(cycles.get(0).signature().contains("guard "), cycles.toString());
    }

    @Test
    void twoOfOneClassInBothOrdersAreACycleOnlyWhenTheyAreTheSameTwo() throws Exception {
        assertEquals(List.of(), cycles("heap"));
        assertEquals(1, cycles("heap-abba").size());
    }

    @Test
    void harmlessOrdersAreNoCycle() throws Exception {
        for (String how :
                List.of("abab", "two-of-three", "gate", "one-thread", "joined", "before", "readers", "half")) {
            assertEquals(List.of(), cycles(how), how);
        }
    }

    @Test
    void halvesOfTheFirstThreadAloneNeverMeet() throws Exception {
        Path alone = watched.compile("alone", """
                std::mutex a, b;
                NOINLINE void pair(std::mutex& first, std::mutex& second) { first.lock(); second.lock(); second.unlock(); first.unlock(); }
                int main(int count, char**) {
                  std::atomic<int> step{0};
                  std::thread other([&] { until(step, 1); });
                  if (count > 1) pair(a, b); else pair(b, a);
                  step = 1;
                  other.join();
                }
                """);
        List<WatchLog> logs = new ArrayList<>();
        logs.add(log(0, alone));
        logs.add(log(1, alone, "x"));
        assertEquals(1, logs.get(0).edges().size());
        assertEquals(List.of(), new LockGraph(logs).cycles());
    }

    @Test
    void whatOneProcessPutsInOrderIsInOrderInAllThatDoTheSame() throws Exception {
        assertEquals(List.of(), cycles("before", "before"));
        assertEquals(List.of(), cycles("joined", "joined", "joined"));
        assertEquals(1, cycles("before", "abba").size());
    }

    private List<LockCycle> cycles(String... hows) throws Exception {
        List<WatchLog> logs = new ArrayList<>();
        for (String how : hows) {
            logs.add(log(logs.size(), program, how));
        }
        return new LockGraph(logs).cycles();
    }

    private WatchLog log(int process, Path executable, String... arguments) throws Exception {
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS);
        Watched.End end = watched.run(watch, executable, arguments);
        assertEquals(0, end.code(), end.output());
        WatchLog log = WatchLog.read(end.out(), process);
        assertEquals(0, log.lost());
        return log;
    }
}
