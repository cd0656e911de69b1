package dev.vigil.probes.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Repetition;
import dev.vigil.probes.watch.Delay;
import dev.vigil.probes.watch.DelaySet;
import dev.vigil.probes.watch.Place;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Proofs over a program that only pretends to run, and whose fault needs what a test says. */
final class DelayProofTests {
    private static final Verdict.Violated VIOLATION =
            new Verdict.Violated(FaultClass.HANG, "hang", "hung", "a process comes to its end");
    private static final Judged FAULT =
            new Judged("coldstart", VIOLATION, null, "|coldstart|hang|", new Observation.Answered(List.of(), null));

    /** At twelve places, on three threads, at many visits. */
    private static final List<Delay> MANY = IntStream.range(0, 300)
            .mapToObj(i -> new Delay(
                    i % 2 == 0 ? "locked" : "wait",
                    1 + i % 3,
                    "0x" + Integer.toHexString(16 + i % 12),
                    1 + i,
                    i,
                    new Place("", "/lib/libmxnet.so", 0x100 + i % 12)))
            .toList();

    private static final List<Delay> NEEDED = List.of(MANY.get(37), MANY.get(205));

    /** Some time passes with each run. */
    private static final class Pretended extends Clock implements DelayProof.Player {
        private final Predicate<DelaySet> fault;
        private final List<Case> plays = new ArrayList<>();
        private boolean able = true;
        private boolean drawnAlwaysShow = false;
        private int runSeconds = 1;
        private Optional<Case> shorter = Optional.empty();

        Pretended(Predicate<DelaySet> fault) {
            this.fault = fault;
        }

        @Override
        public DelayProof.Played play(Case call) {
            plays.add(call);
            Perturbation asked = Perturbation.of(call);
            boolean drawn = asked.style() == Perturbation.Style.OFTEN;
            DelaySet made = drawn ? new DelaySet(MANY) : asked.given();
            boolean shows = (drawn && drawnAlwaysShow) || fault.test(made);
            return new DelayProof.Played(
                    List.of(shows ? FAULT : Judged.WELL), able || !asked.any() ? Optional.of(made) : Optional.empty());
        }

        @Override
        public DelayProof.Played glance(Case call, Case drawn) {
            assertEquals(Perturbation.Style.OFTEN, Perturbation.of(drawn).style(), "lists do not go into the books");
            return play(call);
        }

        @Override
        public Optional<Case> shorter(Case call) {
            return shorter;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds((long) runSeconds * plays.size());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static boolean needed(DelaySet made) {
        return NEEDED.stream()
                .allMatch(needed ->
                        made.delays().stream().anyMatch(one -> one.line().equals(needed.line())));
    }

    private static Case attempt(Perturbation perturbation) {
        return perturbation.in(new Case(
                ProcessSettings.userDefaults("cpu"),
                List.of(),
                new Probe("two-writers", new TreeMap<>(), "concurrency")));
    }

    private static Case drawn() {
        return attempt(Perturbation.drawn(Perturbation.Style.OFTEN, 7));
    }

    private static Proof prove(Case call, int replays, Pretended program) throws Exception {
        Candidate candidate = new Candidate(
                FAULT.signature(),
                null,
                "coldstart",
                VIOLATION,
                call,
                1,
                List.of(),
                new Observation.Answered(List.of(), null));
        WorkUnit unit = new WorkUnit(
                "c/0/0",
                "c",
                "concurrency",
                WorkUnit.Task.PROVE,
                0,
                42,
                List.of(),
                List.of(),
                replays,
                call.settings(),
                List.of(),
                UnitLimits.USUAL,
                candidate);
        return DelayProof.prove(unit, program, Instant.EPOCH.plusSeconds(600), program, (hits, runs) -> {});
    }

    private static List<String> given(Proof proof) {
        return Perturbation.of(proof.call()).given().delays().stream()
                .map(Delay::line)
                .toList();
    }

    private static List<String> lines(List<Delay> delays) {
        return delays.stream().map(Delay::line).toList();
    }

    @Test
    void twoDelaysOfManyAreFoundKeptInTheCaseAndReplayed() throws Exception {
        Proof proof = prove(drawn(), 0, new Pretended(DelayProofTests::needed));

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(new Reproduction(5, 5), proof.reproduced());
        assertEquals(lines(NEEDED), given(proof));
        String said = proof.violation().observed();
        assertTrue(said.startsWith("hung; 0 of 20 without delays, 5 of 5 with: +1.000 ("), said);
        assertTrue(said.contains("2 of 300 delays suffice: "), said);
        assertTrue(said.contains("205 µs before a wait in libmxnet.so+0x101, thread 2, visit 206"), said);

        Case stored = Wire.fromJson(Wire.toJson(proof.call()), Case.class);
        Pretended again = new Pretended(DelayProofTests::needed);
        assertEquals(new Reproduction(3, 3), prove(stored, 3, again).reproduced());
        assertEquals(List.of(stored, stored, stored), again.plays);
    }

    @Test
    void theyAreFoundOfAFaultThatStrikesByChance() throws Exception {
        SplittableRandom chance = new SplittableRandom(3);
        Proof proof = prove(drawn(), 0, new Pretended(made -> needed(made) && chance.nextInt(10) < 6));

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(lines(NEEDED), given(proof));
    }

    /** The delays of a list may meet other work than those that were drawn. */
    @Test
    void aListMayShowItLessOftenThanItsSeed() throws Exception {
        SplittableRandom chance = new SplittableRandom(3);
        Pretended lucky = new Pretended(made -> needed(made) && chance.nextInt(10) < 5);
        lucky.drawnAlwaysShow = true;
        assertEquals(lines(NEEDED), given(prove(drawn(), 0, lucky)));

        Pretended never = new Pretended(made -> false);
        never.drawnAlwaysShow = true;
        Proof proof = prove(drawn(), 0, never);
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(drawn(), proof.call());
        String said = proof.violation().observed();
        assertTrue(said.endsWith("; given as a list they showed it in 0 of 10"), said);
    }

    /** A search that was lucky once too often leaves a set that hardly shows the fault: what it was before then holds. */
    @Test
    void whereTheSmallestSetDoesNotHoldALargerOneIsGiven() throws Exception {
        int[] lucky = {0};
        Proof proof = prove(
                drawn(),
                0,
                new Pretended(made -> needed(made)
                        || (made.delays().size() == 1
                                && lines(made.delays()).equals(lines(NEEDED.subList(0, 1)))
                                && ++lucky[0] <= 1)));

        assertTrue(lucky[0] > 1, "the search was to be misled");
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(lines(NEEDED), given(proof));
        assertTrue(proof.violation().observed().contains("2 of 300 delays suffice: "));
    }

    @Test
    void aFaultThatNeedsNoDelaysIsProvenWithoutAny() throws Exception {
        SplittableRandom chance = new SplittableRandom(1);
        Proof proof = prove(drawn(), 0, new Pretended(made -> chance.nextInt(4) == 0));

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(5, proof.reproduced().hits());
        assertEquals(attempt(Perturbation.NONE), proof.call());
        assertTrue(proof.violation().observed().endsWith("seen with delays, and shown without any"));
    }

    @Test
    void delaysThatMakeNoDifferenceAreNotMinimised() throws Exception {
        int[] runs = {0};
        Proof proof = prove(drawn(), 0, new Pretended(made -> ++runs[0] % 14 == 0));

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(drawn(), proof.call());
        assertTrue(
                proof.violation().observed().matches("hung; . of \\d+ without delays, 5 of \\d+ with: .*\\)"),
                proof.violation().observed());
    }

    /** As long as no run has shown it, looking for fewer delays can wait. */
    @Test
    void aFaultThatComesBackLateIsProven() throws Exception {
        Pretended[] program = {null};
        program[0] = new Pretended(
                made -> !made.delays().isEmpty() && program[0].instant().getEpochSecond() > 400);
        program[0].runSeconds = 12;
        Proof proof = prove(drawn(), 0, program[0]);

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(5, proof.reproduced().hits());

        program[0] = new Pretended(
                made -> !made.delays().isEmpty() && program[0].instant().getEpochSecond() > 450);
        program[0].runSeconds = 60;
        Proof few = prove(drawn(), 0, program[0]);
        assertEquals(FindingStatus.PROVEN, few.status(), "three are enough where time is not");
        assertEquals(3, few.reproduced().hits());
    }

    @Test
    void aFaultThatDoesNotComeBackStaysUnstable() throws Exception {
        Proof proof = prove(drawn(), 0, new Pretended(made -> false));

        assertEquals(FindingStatus.UNSTABLE, proof.status());
        assertEquals(0, proof.reproduced().hits());
        assertEquals(drawn(), proof.call());
    }

    /** Of ten minutes, twenty-five seconds for a run, a minute as a hang has it, or most of the time. */
    @Test
    void littleTimeIsEnoughForAnAnswer() throws Exception {
        Pretended program = new Pretended(DelayProofTests::needed);
        program.runSeconds = 25;
        Proof shown = prove(drawn(), 0, program);
        assertEquals(FindingStatus.PROVEN, shown.status(), shown.violation().observed());
        program = new Pretended(DelayProofTests::needed);
        program.runSeconds = 60;
        Proof slow = prove(drawn(), 0, program);
        assertEquals(FindingStatus.PROVEN, slow.status(), slow.violation().observed());
        assertEquals(5, slow.reproduced().hits());
        program = new Pretended(DelayProofTests::needed);
        program.runSeconds = 400;
        Proof hasty = prove(drawn(), 0, program);
        assertEquals(FindingStatus.UNSTABLE, hasty.status());
        assertEquals(new Reproduction(0, 1), hasty.reproduced());
    }

    @Test
    void whereDelaysCannotBeMadeNothingIsProven() {
        Pretended program = new Pretended(made -> true);
        program.able = false;

        assertEquals(
                Delayer.NOT_MADE,
                assertThrows(LaneFault.class, () -> prove(drawn(), 3, program)).getMessage());
    }

    @Test
    void aShorterAttemptThatShowsItTakesThePlaceOfALongOne() throws Exception {
        Pretended program = new Pretended(DelayProofTests::needed);
        program.shorter = Optional.of(new Case(drawn().settings().withNumpyShape(true), List.of(), drawn().probe()));
        Proof proof = prove(drawn(), 0, program);

        assertTrue(proof.call().settings().numpyShape());
        assertEquals(lines(NEEDED), given(proof));
        assertTrue(proof.violation().observed().contains("; 0 of 20 without delays, 5 of 5 with: "));
    }

    @Test
    void stepsAreAsLongAsTheRatesAreNear() {
        assertEquals(new Step(3, 2), step(0, 20, 5, 5));
        assertEquals(new Step(8, 3), step(0, 20, 5, 12));
        assertEquals(new Step(8, 5), step(2, 20, 5, 8));
        assertEquals(0.5, Step.atLeast(1, 1, 0.5), 1e-12);
        assertEquals(0.104, Step.atLeast(2, 3, 0.2), 1e-12);
        assertEquals(1, Step.atLeast(0, 3, 0.2), 1e-12);
    }

    private static Step step(int plainHits, int plainRuns, int hits, int runs) {
        return Step.between(repetition(plainHits, plainRuns), repetition(hits, runs));
    }

    private static Repetition repetition(int hits, int runs) {
        return new Repetition(hits, runs, 0, VIOLATION, new Observation.Answered(List.of(), null));
    }

    @Test
    void halfOfTheAttemptsHaveDelaysAndTheTextOfACaseTellsWhich() {
        SplittableRandom random = new SplittableRandom(5);
        List<Perturbation> drawn = IntStream.range(0, 1000)
                .mapToObj(i -> Perturbation.next(random))
                .toList();

        for (Perturbation one : drawn) {
            assertEquals(one, Perturbation.of(one.in(attempt(Perturbation.NONE))));
        }
        long any = drawn.stream().filter(Perturbation::any).count();
        assertTrue(any > 450 && any < 550, "with delays: " + any);
        assertThrows(IllegalArgumentException.class, () -> Perturbation.parse("given lock 1 2"));
        assertThrows(IllegalArgumentException.class, () -> Perturbation.parse("sometimes"));
    }
}
