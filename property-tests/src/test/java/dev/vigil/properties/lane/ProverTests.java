package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.lane.FakeBuild.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ProverTests {
    private static final String FRAME = "lib.so f";
    private static final Seen CRASH = died(ProcessEnd.Kind.SEGMENTATION_FAULT, FRAME);
    private static final Seen CRASH_ELSEWHERE = died(ProcessEnd.Kind.SEGMENTATION_FAULT, "lib.so g");
    private static final Seen HANG = died(ProcessEnd.Kind.HANG, FRAME);
    private static final Seen WRONG = new Seen(
            Seen.FINE.observation(), new Verdict.Violated(FaultClass.NONDETERMINISM, "template", "observed", ""));

    private static final Case FOUND = call("op", Map.of("a", "-7", "b", "3"), 4, 5);
    private static final Case SMALLEST = call("op", Map.of("a", "-1"));

    private final ManualClock clock = new ManualClock();

    private static Seen died(ProcessEnd.Kind kind, String frame) {
        return new Seen(
                new Observation.Died(new ProcessEnd(kind, 139, 11, List.of(frame), "", "", 0), "base/invoke"),
                new Verdict.Violated(FaultClass.CRASH, "template", "observed", "expected"));
    }

    private static Case call(String operator, Map<String, String> attributes, long... axes) {
        List<Input> inputs = axes.length == 0
                ? List.of()
                : List.of(new Input.Array(Shape.of(axes), DType.FLOAT32, new Fill.Uniform(1, 0, 1)));
        return new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(attributes), inputs)));
    }

    private static boolean negative(Case call) {
        return call.steps().get(0).attributes().getOrDefault("a", "").startsWith("-");
    }

    private static Candidate candidate(List<Case> history) {
        return new Candidate(
                "op|survival|template|" + FRAME,
                "op",
                "survival",
                new Verdict.Violated(FaultClass.CRASH, "template", "first observed", "expected"),
                FOUND,
                1,
                history,
                CRASH.observation());
    }

    private static WorkUnit unit(Candidate candidate, int replays) {
        return new WorkUnit(
                "c/0/0",
                "c",
                PropertiesLane.NAME,
                WorkUnit.Task.PROVE,
                0,
                1,
                List.of("op"),
                List.of(),
                replays,
                candidate.call().settings(),
                List.of(),
                new UnitLimits(90, 10, 1L << 30),
                candidate);
    }

    private UnitResult run(FakeBuild build, List<Case> history, int replays) throws Exception {
        return new PropertiesLane(build, List.of("survival"), clock)
                .run(unit(candidate(history), replays), new NoContext());
    }

    private Proof prove(FakeBuild build, List<Case> history) throws Exception {
        return Objects.requireNonNull(run(build, history, 0).proof());
    }

    private static List<Case> cases(int count) {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(call("earlier" + i, Map.of()));
        }
        return cases;
    }

    @Test
    void faultThatShowsAloneIsProvenByItsSmallestCase() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> negative(call) ? CRASH : Seen.FINE);
        Proof proof = prove(build, cases(3));
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(new Reproduction(6, 6), proof.reproduced());
        assertEquals(SMALLEST, proof.call());
        assertEquals(List.of(), proof.history());
        assertEquals("op|survival|template|" + FRAME, proof.signature());
        assertEquals("observed", proof.violation().observed());
    }

    @Test
    void provenFaultNamesTheFactorsThatItNeeds() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) ->
                negative(call) && call.settings().engine().equals(ProcessSettings.NAIVE_ENGINE) ? CRASH : Seen.FINE);
        Proof proof = prove(build, List.of());
        assertEquals(
                List.of("attribute.a=-1", "engine=NaiveEngine"),
                proof.factors().stream()
                        .filter(f -> f.standing() == Standing.NEEDED)
                        .map(Factor::text)
                        .toList());
        assertEquals(Standing.IRRELEVANT, standing(proof, "threads"));
        assertEquals(Standing.IRRELEVANT, standing(proof, "oneDNN"));
    }

    @Test
    void historyIsAFactorAndLeavesTheOthersUnknown() throws Exception {
        List<Case> history = cases(3);
        FakeBuild build = new FakeBuild(
                (call, before, process) -> negative(call) && before.contains(history.get(1)) ? CRASH : Seen.FINE);
        Proof proof = prove(build, history);
        assertEquals(Standing.NEEDED, standing(proof, "history"));
        assertEquals(Standing.UNKNOWN, standing(proof, "engine"));
    }

    @Test
    void factorsAreUnknownOnceTheirTimeIsOver() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            clock.pass(Duration.ofSeconds(call.equals(SMALLEST) || call.equals(FOUND) ? 1 : 3));
            return negative(call) ? CRASH : Seen.FINE;
        });
        Proof proof = prove(build, List.of());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(Standing.UNKNOWN, standing(proof, "oneDNN"));
        assertTrue(clock.instant().getEpochSecond() < 45, "took " + clock.instant());
    }

    @Test
    void faultOfOursWhileAskingForFactorsCostsOnlyThose() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            if (!call.settings().engine().equals(ProcessSettings.NAIVE_ENGINE)) {
                throw new LaneFault("no executor");
            }
            return negative(call) ? CRASH : Seen.FINE;
        });
        UnitResult result = run(build, List.of(), 0);
        Proof proof = Objects.requireNonNull(result.proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(Standing.UNKNOWN, standing(proof, "engine"));
        assertEquals(List.of("asking for factors ended: no executor"), result.faults());
    }

    private static Standing standing(Proof proof, String factor) {
        return proof.factors().stream()
                .filter(f -> f.name().equals(factor))
                .findFirst()
                .orElseThrow()
                .standing();
    }

    @Test
    void faultThatNeedsItsHistoryIsProvenWithTheFewestCases() throws Exception {
        List<Case> history = cases(60);
        List<Case> culprits = List.of(history.get(50), history.get(57));
        FakeBuild build = new FakeBuild(
                (call, before, process) -> negative(call) && before.containsAll(culprits) ? CRASH : Seen.FINE);
        Proof proof = prove(build, history);
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(culprits, proof.history());
        assertEquals(SMALLEST, proof.call());
    }

    @Test
    void faultThatShowsInEverySecondProcessIsUnstable() throws Exception {
        FakeBuild build =
                new FakeBuild((call, before, process) -> negative(call) && process % 2 == 1 ? CRASH : Seen.FINE);
        Proof proof = prove(build, cases(3));
        assertEquals(FindingStatus.UNSTABLE, proof.status());
        assertEquals(FOUND, proof.call());
        assertTrue(proof.reproduced().hits() > 0);
        assertTrue(proof.reproduced().hits() < proof.reproduced().runs());
    }

    @Test
    void faultThatMissesOnceInFourIsNotProven() throws Exception {
        FakeBuild build =
                new FakeBuild((call, before, process) -> negative(call) && process % 4 != 0 ? CRASH : Seen.FINE);
        assertEquals(FindingStatus.UNSTABLE, prove(build, List.of()).status());
    }

    @Test
    void faultThatIsNeverSeenAgainHasNoHits() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> Seen.FINE);
        Proof proof = prove(build, cases(20));
        assertEquals(FindingStatus.UNSTABLE, proof.status());
        assertEquals(0, proof.reproduced().hits());
        assertEquals(3, proof.reproduced().runs());
        assertEquals("first observed", proof.violation().observed());
    }

    @Test
    void replayHoldsOnlyWhenTheOracleSaysSoAndNothingDies() throws Exception {
        assertEquals(
                6, again(new FakeBuild((call, before, process) -> Seen.FINE)).held());
        assertEquals(0, again(new FakeBuild((call, before, process) -> CRASH)).held(), "another fault is no hold");
        Seen mute = new Seen(Seen.FINE.observation(), new Verdict.Inconclusive("refused"));
        assertEquals(0, again(new FakeBuild((call, before, process) -> mute)).held());
        Proof once = again(new FakeBuild((call, before, process) -> process == 1 ? WRONG : Seen.FINE));
        assertEquals(1, once.reproduced().hits());
        assertEquals(5, once.held());
    }

    /** Six replays of a candidate that shows as WRONG. */
    private Proof again(FakeBuild build) throws Exception {
        Candidate wrong = new Candidate(
                "op|survival|template|",
                "op",
                "survival",
                new Verdict.Violated(FaultClass.NONDETERMINISM, "template", "first observed", ""),
                FOUND,
                1,
                List.of(),
                Seen.FINE.observation());
        UnitResult result = new PropertiesLane(build, List.of("survival"), clock).run(unit(wrong, 6), new NoContext());
        return Objects.requireNonNull(result.proof());
    }

    @Test
    void shrunkCaseThatShowsOnlyBehindOtherCasesGivesWayToTheCandidate() throws Exception {
        FakeBuild build =
                new FakeBuild((call, before, process) -> call.equals(FOUND) || !before.isEmpty() ? WRONG : Seen.FINE);
        Proof proof = prove(build, List.of());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(FOUND, proof.call());
        assertEquals(new Reproduction(11, 11), proof.reproduced());
    }

    @Test
    void deathAfterOtherCasesIsTriedAgainAlone() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> negative(call)
                        || (before.size() > 2 && call.steps().get(0).inputs().isEmpty())
                ? CRASH
                : Seen.FINE);
        assertEquals(SMALLEST, prove(build, List.of()).call());
    }

    @Test
    void anotherFaultWithTheSameWordsIsNotShrunkTo() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            if (call.steps().get(0).inputs().isEmpty()) {
                return CRASH_ELSEWHERE;
            }
            return negative(call) ? CRASH : Seen.FINE;
        });
        Proof proof = prove(build, List.of());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(
                new Input.Array(Shape.of(1), DType.FLOAT32, new Fill.Constant(0)),
                proof.call().steps().get(0).inputs().get(0));
    }

    @Test
    void hangIsProvenInTimeAndShrunkByAFewStepsAtMost() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            clock.pass(negative(call) ? Duration.ofSeconds(10) : Duration.ofMillis(300));
            return negative(call) ? HANG : Seen.FINE;
        });
        Proof proof = prove(build, List.of());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(new Reproduction(3, 3), proof.reproduced());
        assertTrue(build.deaths() <= 1 + 2 + 3, "deaths " + build.deaths());
    }

    @Test
    void hangThatFillsTheMemoryFirstIsTheSameFault() throws Exception {
        Seen full = new Seen(
                died(ProcessEnd.Kind.OUT_OF_MEMORY, FRAME).observation(),
                new Verdict.Violated(FaultClass.OTHER, "out of memory in the call", "", ""));
        FakeBuild build = new FakeBuild((call, before, process) -> negative(call) ? full : Seen.FINE);
        Candidate hang = new Candidate(
                "op|survival|hang in the call|",
                "op",
                "survival",
                new Verdict.Violated(FaultClass.HANG, "hang in the call", "", ""),
                FOUND,
                1,
                List.of(),
                HANG.observation());
        UnitResult result = new PropertiesLane(build, List.of("survival"), clock).run(unit(hang, 0), new NoContext());
        Proof proof = Objects.requireNonNull(result.proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(FaultClass.HANG, proof.violation().fault());
    }

    @Test
    void longShrinkingLeavesTimeForTheReplays() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            clock.pass(Duration.ofSeconds(1));
            return negative(call) ? CRASH : Seen.FINE;
        });
        Proof proof = prove(build, cases(5));
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertTrue(clock.instant().getEpochSecond() < 20, "took " + clock.instant());
    }

    /** Of ninety seconds. */
    @Test
    void whatTimeLeftUntoldIsSaid() throws Exception {
        int[] seconds = {50};
        FakeBuild shows = new FakeBuild((call, before, process) -> {
            clock.pass(Duration.ofSeconds(seconds[0]));
            return negative(call) ? CRASH : Seen.FINE;
        });
        Proof twoOfTwo = prove(shows, List.of());
        assertEquals(FindingStatus.UNSTABLE, twoOfTwo.status());
        assertEquals(new Reproduction(2, 2), twoOfTwo.reproduced());
        assertTrue(twoOfTwo.cut());
        seconds[0] = 20;
        assertFalse(prove(shows, List.of()).cut(), "four of four, or three");

        FakeBuild never = new FakeBuild((call, before, process) -> {
            clock.pass(Duration.ofSeconds(seconds[0]));
            return Seen.FINE;
        });
        assertTrue(prove(never, cases(20)).cut(), "not asked behind any history");
        seconds[0] = 1;
        assertFalse(prove(never, List.of()).cut());
        FakeBuild atTimes = new FakeBuild((call, before, process) -> {
            clock.pass(Duration.ofSeconds(35));
            return negative(call) && process % 2 == 1 ? CRASH : Seen.FINE;
        });
        assertFalse(prove(atTimes, List.of()).cut(), "it is unstable, whatever else may come");
    }

    @Test
    void runnerThatFailsIsAFaultOfOursAndNoFinding() {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            throw new LaneFault("no executor");
        });
        LaneFault fault = assertThrows(LaneFault.class, () -> run(build, List.of(), 0));
        assertEquals("no executor", fault.getMessage());
    }

    @Test
    void faultOfOursWhileShrinkingCostsOnlyTheShrinking() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> {
            if (!call.equals(FOUND)) {
                throw new LaneFault("no executor");
            }
            return CRASH;
        });
        UnitResult result = run(build, List.of(), 0);
        Proof proof = Objects.requireNonNull(result.proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(FOUND, proof.call());
        assertEquals(List.of("shrinking ended: no executor"), result.faults());
    }

    @Test
    void caseThatNoExecutorTakesIsNeitherThereNorGone() throws Exception {
        FakeBuild build = new FakeBuild((call, before, process) -> null);
        UnitResult result = run(build, cases(20), 0);
        assertEquals(
                new Reproduction(0, 0), Objects.requireNonNull(result.proof()).reproduced());
        assertEquals(3, result.faults().size());
    }

    @Test
    void askedForReplaysRunTheCaseAsItIsBehindAllOfItsHistory() throws Exception {
        List<Case> history = cases(2);
        List<List<Case>> runs = new ArrayList<>();
        FakeBuild build = new FakeBuild((call, before, process) -> {
            if (call.equals(FOUND)) {
                runs.add(before);
            }
            return negative(call) && before.contains(history.get(0)) ? CRASH : Seen.FINE;
        });
        Proof proof = Objects.requireNonNull(run(build, history, 5).proof());
        assertEquals(new Reproduction(5, 5), proof.reproduced());
        assertEquals(FOUND, proof.call());
        assertEquals(history, proof.history());
        assertEquals(java.util.Collections.nCopies(5, history), runs);
        assertEquals(5, build.processes());
    }

    /** A prover needs no processes but those of its runner. */
    private static final class NoContext implements LaneContext {
        @Override
        public Target target() {
            return new Target("none", "", "", List.of());
        }

        @Override
        public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void progress(long cases, long crashes, String doing) {}
    }
}
