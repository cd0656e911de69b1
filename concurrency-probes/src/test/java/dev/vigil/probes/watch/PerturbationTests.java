package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.model.reduce.Budget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Delays that bring a rare fault about, and which of them it needs. */
@Timeout(240)
final class PerturbationTests {
    /** A thread looks, lets go, and acts on what it saw: wrong only when the other comes in between. Exit code 1 then. */
    private static final String LOST_UPDATE = """
            std::mutex lock, other;
            int value = 0;
            NOINLINE int look() { std::lock_guard<std::mutex> held(lock); return value; }
            NOINLINE void put(int next) { std::lock_guard<std::mutex> held(lock); value = next; }
            NOINLINE void idle() { std::lock_guard<std::mutex> held(other); }
            int main() {
              std::atomic<int> ready{0};
              auto add = [&](int late) {
                // What the library does at the first sight of a place takes its time.
                for (int i = 0; i < 3; ++i) { idle(); put(look()); }
                ++ready;
                until(ready, 2);
                usleep(late);
                put(look() + 1);
              };
              std::thread one(add, 0), two(add, 2000);
              one.join();
              two.join();
              return value == 2 ? 0 : 1;
            }
            """;

    private static final int RUNS = 40;
    private static final int REPLAYS = 5;

    @TempDir
    Path folder;

    private Watched watched = new Watched(Path.of(""));
    private Path program = Path.of("");

    @BeforeEach
    void compile() throws Exception {
        watched = new Watched(folder);
        program = watched.compile("lost", LOST_UPDATE);
    }

    @Test
    void delaysMakeARareRaceFrequentAndAFewOfThemReplayIt() throws Exception {
        int plain = 0;
        int delayed = 0;
        DelaySet seen = new DelaySet(List.of());
        for (int run = 0; run < RUNS; run++) {
            plain += hits(Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS)) ? 1 : 0;
            Watch perturbed = perturbed(run);
            if (hits(perturbed)) {
                delayed++;
                DelaySet all = DelaySet.read(Watch.made(perturbed.out()));
                // What else the machine does may have had a part in it.
                if (seen.delays().isEmpty() && replays(all, REPLAYS)) {
                    seen = all;
                }
            }
        }
        Amplification amplification = new Amplification(plain, RUNS, delayed, RUNS);
        assertTrue(amplification.amplified(), amplification.toString());

        DelaySet few = seen.minimised(part -> replays(part, REPLAYS), new Budget(60, () -> true));
        assertTrue(few.delays().size() < seen.delays().size(), few + " of " + seen);
        assertTrue(replays(few, 1), few.toString());
        assertFalse(replays(new DelaySet(List.of()), REPLAYS), "the race shows without any delay");
    }

    @Test
    void aCrashTakesNoDelayAway() throws Exception {
        Path crashing = watched.compile("crashing", """
                std::mutex lock;
                int main() {
                  for (int i = 0; i < 50; ++i) { std::lock_guard<std::mutex> held(lock); }
                  kill(getpid(), SIGKILL);
                }
                """);
        Watch watch =
                Watch.of(watched.library(), watched.freshOut(), Feature.PERTURB).delaying(1, Duration.ofNanos(1_000));
        assertEquals(137, watched.run(watch, crashing).code());
        DelaySet made = DelaySet.read(Watch.made(watch.out()));
        assertEquals(
                150,
                made.delays().stream()
                        .filter(d -> d.place().module().equals("crashing"))
                        .count(),
                "before, with and behind each lock");
        assertEquals(made.text(), DelaySet.of(made.text()).text(), "what a case keeps is what is given again");
    }

    @Test
    void oneSeedDrawsTheSameDelays() throws Exception {
        assertEquals(drawn(7), drawn(7));
        assertFalse(drawn(7).equals(drawn(8)));
    }

    /** Without the order between threads, which is not ours. */
    private List<String> drawn(long seed) throws Exception {
        Watch watch = perturbed(seed);
        hits(watch);
        return DelaySet.read(Watch.made(watch.out())).delays().stream()
                .map(Delay::line)
                .sorted()
                .toList();
    }

    private Watch perturbed(long seed) {
        return Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS)
                .perturbedBy(seed)
                .delaying(3, Duration.ofMillis(20));
    }

    private boolean hits(Watch watch) throws Exception {
        int code = watched.run(watch, program).code();
        assertTrue(code == 0 || code == 1, "exit code " + code);
        return code == 1;
    }

    /** Whether so many of several runs at least show it. */
    private boolean replays(DelaySet delays, int least) {
        try {
            Path list = delays.write(folder.resolve("delays"));
            int shown = 0;
            for (int run = 0; run < REPLAYS; run++) {
                shown += hits(Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS)
                                .delayedAsIn(list))
                        ? 1
                        : 0;
            }
            return shown >= least;
        } catch (Exception e) {
            throw new IllegalStateException("a replay failed", e);
        }
    }
}
