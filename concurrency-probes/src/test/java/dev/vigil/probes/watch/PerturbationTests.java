package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.delay.DelayProof;
import dev.vigil.probes.delay.Delayer;
import dev.vigil.probes.delay.Perturbation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Delays that bring a rare fault about, and which of them it needs. */
@Timeout(240)
final class PerturbationTests {
    /** Threads look, let go, and act on what they saw: wrong only when the other comes in between. Exit code 1 then. */
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
                for (int i = 0; i < 6; ++i) {
                  usleep(400);
                  put(look() + 1);
                }
              };
              std::thread one(add, 1), two(add, 200);
              one.join();
              two.join();
              return value == 12 ? 0 : 1;
            }
            """;

    private static final int RUNS = 40;

    private static final int PROOFS = 10;

    private static final int FEW = 8;

    @TempDir
    Path folder;

    private Watched watched = new Watched(Path.of(""));

    @BeforeEach
    void open() {
        watched = new Watched(folder);
    }

    @Test
    void delaysMakeARareRaceFrequentAndAFewOfThemReplayIt() throws Exception {
        Racing racing = new Racing(watched.library(), watched.compile("lost", LOST_UPDATE), folder);
        List<Case> seen = new ArrayList<>();
        int plain = 0;
        int delayed = 0;
        for (int run = 0; run < RUNS; run++) {
            Case attempt = Racing.attempt(Perturbation.drawn(Perturbation.Style.OFTEN, run));
            plain += racing.shows(Racing.attempt(Perturbation.NONE)) ? 1 : 0;
            delayed += racing.shows(attempt) ? 1 : 0;
            // What else the machine does may have had a part in it.
            if (seen.size() < PROOFS && racing.shows(attempt) && racing.shows(attempt) && racing.shows(attempt)) {
                seen.add(attempt);
            }
        }
        Amplification amplification = new Amplification(plain, RUNS, delayed, RUNS);
        assertTrue(amplification.amplified(), amplification.toString());

        // Which delays matter is not wholly in the program's hands either: one proof of a few must say it.
        List<String> said = new ArrayList<>();
        Optional<Proof> reduced = Optional.empty();
        for (int i = 0; i < seen.size() && reduced.isEmpty(); i++) {
            Proof proof = racing.prove(seen.get(i), 0);
            said.add(proof.violation().observed());
            assertEquals(FindingStatus.PROVEN, proof.status(), said.toString());
            int given = Perturbation.of(proof.call()).given().delays().size();
            boolean enough = given > 0 && given <= FEW;
            reduced = Optional.of(proof)
                    .filter(one -> enough && said.get(said.size() - 1).contains(" delays suffice: "));
        }
        assertTrue(reduced.isPresent(), said.toString());
        List<Delay> few = Perturbation.of(reduced.get().call()).given().delays();
        assertTrue(few.stream().anyMatch(d -> d.place().module().equals("lost")), said.toString());

        Case stored = Wire.fromJson(Wire.toJson(reduced.get().call()), Case.class);
        Proof again = racing.prove(stored, 40);
        assertTrue(again.reproduced().hits() > 0, again.toString());
        assertEquals(stored, again.call());
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
        Path program = watched.compile("lost", LOST_UPDATE);
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.LOCKS)
                .perturbedBy(seed)
                .delaying(3, Duration.ofMillis(20));
        watched.run(watch, program);
        return DelaySet.read(Watch.made(watch.out())).delays().stream()
                .map(Delay::line)
                .sorted()
                .toList();
    }

    /** The program as a lane runs it. */
    private record Racing(Path program, Path folder, Delayer delayer) implements DelayProof.Player {
        private static final Verdict.Violated LOST =
                new Verdict.Violated(FaultClass.WRONG_VALUE, "lost", "an update was lost", "12");
        private static final Observation SEEN = new Observation.Answered(List.of(), null);
        private static final Judged FAULT = new Judged("concurrency", LOST, null, "|concurrency|lost|", SEEN);

        Racing(Path library, Path program, Path folder) {
            this(program, folder, new Delayer(library, program, folder));
        }

        static Case attempt(Perturbation delays) {
            return delays.in(new Case(
                    ProcessSettings.plain("cpu"), List.of(), new Probe("lost", new TreeMap<>(), "concurrency")));
        }

        @Override
        public DelayProof.Played play(Case call) throws LaneFault, InterruptedException {
            List<Judged> found = List.of(shows(call) ? FAULT : Judged.WELL);
            return new DelayProof.Played(found, delayer.made(call));
        }

        boolean shows(Case call) throws LaneFault, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(program.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile());
            builder.environment().putAll(delayer.delayed(call).environment());
            try {
                int code = builder.start().waitFor();
                assertTrue(code == 0 || code == 1, "exit code " + code);
                return code == 1;
            } catch (IOException e) {
                throw new LaneFault("not started: " + e.getMessage(), e);
            }
        }

        Proof prove(Case call, int replays) throws Exception {
            Candidate candidate = new Candidate(FAULT.signature(), null, "concurrency", LOST, call, 1, List.of(), SEEN);
            WorkUnit unit = new WorkUnit(
                    "c/0/0",
                    "c",
                    "concurrency",
                    WorkUnit.Task.PROVE,
                    0,
                    1,
                    List.of(),
                    List.of(),
                    replays,
                    call.settings(),
                    List.of(),
                    UnitLimits.USUAL,
                    candidate);
            Clock clock = Clock.systemUTC();
            return DelayProof.prove(unit, clock, clock.instant().plusSeconds(60), this, (hits, runs) -> {});
        }
    }
}
