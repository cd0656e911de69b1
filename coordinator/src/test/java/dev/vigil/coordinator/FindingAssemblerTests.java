package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.verdict.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingAssemblerTests {
    private static final Candidate CANDIDATE = Samples.candidate("op1007", "template");
    private static final Case SHRUNK = Samples.call("op1007").withSettings(ProcessSettings.userDefaults("cpu"));

    private final FindingAssembler assembler =
            new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> "replay " + id, new ManualClock());

    private Finding finding(FindingStatus status, Case call, List<Case> history) {
        return assembler.make(
                new Proof(
                        CANDIDATE.signature(),
                        status,
                        new Reproduction(4, 4),
                        call,
                        history,
                        CANDIDATE.violation(),
                        CANDIDATE.observation()),
                CANDIDATE,
                null);
    }

    @Test
    void settingThatShrinkingCouldNotMakePlainIsAFactor() {
        assertEquals(
                List.of("engine", "threads"),
                finding(FindingStatus.PROVEN, SHRUNK, List.of()).factors());
    }

    @Test
    void historyIsAFactorAndSaysNothingOfSettings() {
        assertEquals(
                List.of("history"),
                finding(FindingStatus.PROVEN, SHRUNK, List.of(SHRUNK)).factors());
    }

    @Test
    void caseThatWasNotShrunkTellsNoFactors() {
        assertEquals(
                List.of(),
                finding(FindingStatus.PROVEN, CANDIDATE.call(), List.of()).factors());
        assertEquals(
                List.of(), finding(FindingStatus.UNSTABLE, SHRUNK, List.of()).factors());
    }

    @Test
    void targetIsFoundAgainByItsName() {
        String text = finding(FindingStatus.PROVEN, SHRUNK, List.of()).target();
        assertEquals("default 1.9.1 (sha256 cdcdcdcdcdcd)", text);
        assertEquals("default", FindingAssembler.targetName(text));
        assertEquals("pypi:mxnet==2.0.0b1", FindingAssembler.targetName("pypi:mxnet==2.0.0b1 2.0.0 (sha256 ab)"));
        assertEquals("/a b/lib.so", FindingAssembler.targetName("/a b/lib.so (sha256 ab)"));
    }

    @Test
    void severityComesFromTheClass() {
        assertEquals(
                Severity.HIGH, finding(FindingStatus.PROVEN, SHRUNK, List.of()).severity());
    }
}
