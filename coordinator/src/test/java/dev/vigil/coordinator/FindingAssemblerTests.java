package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.verdict.Severity;
import dev.vigil.store.Replay;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FindingAssemblerTests {
    private static final Candidate CANDIDATE = Samples.candidate("op1007", "template");
    private static final Case SHRUNK = Samples.call("op1007").withSettings(ProcessSettings.userDefaults("cpu"));

    private final FindingAssembler assembler =
            new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> "replay " + id, new ManualClock());

    private Finding finding(Factor... factors) {
        return assembler.make(
                new Proof(
                        CANDIDATE.signature(),
                        FindingStatus.PROVEN,
                        new Reproduction(4, 4),
                        0,
                        SHRUNK,
                        List.of(),
                        CANDIDATE.violation(),
                        CANDIDATE.observation(),
                        List.of(factors),
                        false),
                CANDIDATE,
                null);
    }

    private static Factor factor(String name, String value, boolean usual, Standing standing) {
        return new Factor(name, value, usual, standing, List.of(), List.of());
    }

    @Test
    void findingListsWhatItsFaultNeedsAndKeepsWhatWasTried() {
        Factor needed = factor("dtype", "float16", true, Standing.NEEDED);
        Factor other = factor("engine", "NaiveEngine", false, Standing.IRRELEVANT);
        Factor untried = factor("threads", "1", false, Standing.UNKNOWN);
        Finding finding = finding(needed, other, untried);
        assertEquals(List.of("dtype=float16"), finding.factors());
        assertEquals(List.of(needed, other, untried), finding.factorTrials());
    }

    @Test
    void proofThatTriedNothingNamesNoFactors() {
        assertEquals(List.of(), finding().factors());
    }

    @Test
    void targetIsFoundAgainByItsName() {
        Finding finding = finding();
        assertEquals("default 1.9.1 (sha256 cdcdcdcdcdcd)", finding.target());
        assertEquals("default", finding.targetName());
        assertEquals("pypi:mxnet==2.0.0b1", on(finding, "pypi:mxnet==2.0.0b1 2.0.0 (sha256 ab)"));
        assertEquals("/a b/lib.so", on(finding, "/a b/lib.so (sha256 ab)"));
    }

    private static String on(Finding finding, String target) {
        return finding.replayed(
                        finding.state(),
                        finding.reproduced(),
                        finding.lastSeen(),
                        new Finding.Place(target, new TreeMap<>(), ""))
                .targetName();
    }

    @Test
    void replayMovesStateBuildAndLastDayAndLeavesTheRest() {
        Finding old = finding()
                .replayed(
                        FindingState.FIXED,
                        new Reproduction(6, 6),
                        "2020-01-01T00:00:00Z",
                        new Finding.Place("default (sha256 ab)", new TreeMap<>(), "before"));
        Finding held = assembler.replayed(Samples.proof(CANDIDATE, 0), old, Replay.STILL_FIXED);
        assertEquals(FindingState.FIXED, held.state());
        assertEquals("2020-01-01T00:00:00Z", held.lastSeen());
        assertEquals("default 1.9.1 (sha256 cdcdcdcdcdcd)", held.target());
        Finding back = assembler.replayed(Samples.proof(CANDIDATE, 2), old, Replay.REGRESSED);
        assertEquals(FindingState.REGRESSED, back.state());
        assertEquals(new Reproduction(6, 6), back.reproduced(), "one that shows in some replays is still proven");
        assertEquals(
                new Reproduction(5, 5),
                assembler
                        .replayed(Samples.proof(CANDIDATE, 5), old, Replay.STILL_THERE)
                        .reproduced());
        assertEquals(old.factors(), back.factors());
    }

    @Test
    void findingThatWasFixedAndIsProvenAnewHasRegressed() {
        Finding old = finding();
        Finding fixed = assembler.replayed(Samples.proof(CANDIDATE, 0), old, Replay.FIXED);
        assertEquals(
                FindingState.REGRESSED,
                assembler.make(Samples.proof(CANDIDATE, 5), CANDIDATE, fixed).state());
    }

    @Test
    void severityComesFromTheClassAndFromWhatTheFaultNeeds() {
        assertEquals(Severity.HIGH, finding().severity());
        assertEquals(
                Severity.MEDIUM,
                finding(factor("size", "(0,)", false, Standing.NEEDED)).severity());
    }
}
