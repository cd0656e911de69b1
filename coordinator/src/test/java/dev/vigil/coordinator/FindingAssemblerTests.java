package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
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

    private Finding finding(Factor... factors) {
        return assembler.make(
                new Proof(
                        CANDIDATE.signature(),
                        FindingStatus.PROVEN,
                        new Reproduction(4, 4),
                        SHRUNK,
                        List.of(),
                        CANDIDATE.violation(),
                        CANDIDATE.observation(),
                        List.of(factors)),
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
        String text = finding().target();
        assertEquals("default 1.9.1 (sha256 cdcdcdcdcdcd)", text);
        assertEquals("default", FindingAssembler.targetName(text));
        assertEquals("pypi:mxnet==2.0.0b1", FindingAssembler.targetName("pypi:mxnet==2.0.0b1 2.0.0 (sha256 ab)"));
        assertEquals("/a b/lib.so", FindingAssembler.targetName("/a b/lib.so (sha256 ab)"));
    }

    @Test
    void severityComesFromTheClassAndFromWhatTheFaultNeeds() {
        assertEquals(Severity.HIGH, finding().severity());
        assertEquals(
                Severity.MEDIUM,
                finding(factor("size", "(0,)", false, Standing.NEEDED)).severity());
    }
}
