package dev.vigil.cli.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.cli.run.ShortRun;
import dev.vigil.cli.run.ShortRun.Sighting;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DetectionTests {
    private static final String VICTIM = "square";

    @Test
    void firstProvenFindingOnTheVictimCounts() {
        Detection detection = detection(
                List.of(
                        sighting("exp", "survival", FindingStatus.PROVEN),
                        sighting(VICTIM, "repeat", FindingStatus.PROVEN)),
                List.of());
        assertEquals("repeat", detection.found().orElseThrow().finding().oracle());
        assertTrue(detection.good());
        assertTrue(detection.line().contains("repeat (wrong-value)"), detection.line());
        assertTrue(detection.line().endsWith("silent"), detection.line());
    }

    @Test
    void findingsOnOthersAreNoDetection() {
        Detection detection = detection(List.of(sighting("exp", "survival", FindingStatus.PROVEN)), List.of());
        assertFalse(detection.good());
        assertTrue(detection.line().contains("missed "), detection.line());
    }

    @Test
    void unstableFindingIsMissedAndSaidToBeSeen() {
        Detection detection = detection(List.of(sighting(VICTIM, "survival", FindingStatus.UNSTABLE)), List.of());
        assertFalse(detection.good());
        assertTrue(detection.line().contains("missed, unstable in survival"), detection.line());
    }

    @Test
    void whatTheCleanTwinShowsIsNoDetectionAndNotSilent() {
        List<Sighting> same = List.of(sighting(VICTIM, "repeat", FindingStatus.PROVEN));
        Detection detection = detection(same, same);
        assertTrue(detection.found().isEmpty());
        assertFalse(detection.twinSilent());
        assertTrue(detection.line().endsWith("repeat (wrong-value)"), detection.line());
    }

    @Test
    void detectionBesideATwinThatIsNotSilentIsNotGood() {
        Detection detection = detection(
                List.of(sighting(VICTIM, "repeat", FindingStatus.PROVEN)),
                List.of(sighting(VICTIM, "survival", FindingStatus.PROVEN)));
        assertTrue(detection.found().isPresent());
        assertFalse(detection.good());
    }

    @Test
    void faultsOfTheBuildInOtherOperatorsLeaveTheTwinSilent() {
        Detection detection = detection(
                List.of(sighting(VICTIM, "repeat", FindingStatus.PROVEN)),
                List.of(sighting("exp", "survival", FindingStatus.PROVEN)));
        assertTrue(detection.good());
    }

    @Test
    void twinThatDidNotComeToItsEndIsNotKnownToBeSilent() {
        Planted planted = detection(List.of(), List.of()).planted();
        List<Sighting> hit = List.of(sighting(VICTIM, "repeat", FindingStatus.PROVEN));
        Detection detection = new Detection(planted, result(hit, false), result(List.of(), true));
        assertFalse(detection.good());
        assertTrue(detection.line().endsWith("time over"), detection.line());
    }

    @Test
    void twinThatWasLeftOutSaysNothingAndSpoilsNothing() {
        Planted planted = detection(List.of(), List.of()).planted();
        List<Sighting> hit = List.of(sighting(VICTIM, "repeat", FindingStatus.PROVEN));
        Detection detection = new Detection(planted, result(hit, false), null);
        assertTrue(detection.good());
        assertFalse(detection.twinSilent());
        assertTrue(detection.line().endsWith("left out"), detection.line());
    }

    private static Detection detection(List<Sighting> spoiled, List<Sighting> clean) {
        Canary canary = Canaries.VALUES.get(0);
        Planted planted = new Planted(canary, 1, new Fault(canary.kind(), VICTIM, 0), List.of(VICTIM, "exp"));
        return new Detection(planted, result(spoiled, false), result(clean, false));
    }

    private static ShortRun.Result result(List<Sighting> sightings, boolean cut) {
        CampaignEnd end =
                new CampaignEnd("c1", CampaignEnd.Kind.FINISHED, Totals.NONE, sightings.size(), 0, 0, 0, 0, "");
        return new ShortRun.Result(end, sightings, Duration.ofSeconds(9), cut, 100);
    }

    private static Sighting sighting(String operator, String oracle, FindingStatus status) {
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of())));
        Finding finding = new Finding(
                Finding.SCHEMA,
                "VF-1",
                status,
                FindingState.OPEN,
                operator + "|" + oracle + "|differs|",
                "VG-1",
                operator,
                oracle,
                FaultClass.WRONG_VALUE,
                Severity.HIGH,
                call,
                "2",
                "1",
                new Reproduction(4, 4),
                List.of(),
                "proxy",
                new TreeMap<>(),
                1,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                "./vigil replay VF-1",
                List.of(),
                List.of());
        return new Sighting(finding, Duration.ofSeconds(3));
    }
}
