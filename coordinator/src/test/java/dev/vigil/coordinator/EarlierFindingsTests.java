package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.Reproduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EarlierFindingsTests {
    private static final CampaignSettings SETTINGS = Samples.settings(5, 2, PlanMode.FIXED);
    private static final Set<String> ALL = Set.copyOf(Samples.operators(1000));

    private static Finding finding(int number, FindingState state) {
        Candidate c = Samples.candidate("op" + (1000 + number), "t");
        Finding made = new FindingAssembler(
                        Samples.TARGET, () -> Samples.PRINT, id -> "replay " + id, new ManualClock())
                .make(Samples.proof(c, 5), c, null);
        return made.replayed(
                state,
                made.reproduced(),
                made.lastSeen(),
                new Finding.Place(made.target(), made.environment(), made.replay()));
    }

    private static List<Finding> findings(int count, FindingState state) {
        List<Finding> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(finding(i, state));
        }
        return all;
    }

    @Test
    void openOnesComeInTheirOrderAndOnlyAsManyAsTheShareHasRoomFor() {
        List<Finding> many = findings(200, FindingState.OPEN);
        List<Finding> due = EarlierFindings.due(many, CampaignSettings.USUAL_LANE, ALL, SETTINGS);
        // A fifth of ten minutes of slot time, six replays of a second each.
        assertEquals(many.subList(0, 20), due);
        assertEquals(due, EarlierFindings.due(many, CampaignSettings.USUAL_LANE, ALL, SETTINGS));
    }

    @Test
    void fixedOnesTakeOnePlaceOfFourWhileOpenOnesWait() {
        List<Finding> many = new ArrayList<>(findings(100, FindingState.OPEN));
        for (int i = 100; i < 200; i++) {
            many.add(finding(i, FindingState.FIXED));
        }
        List<Finding> due = EarlierFindings.due(many, CampaignSettings.USUAL_LANE, ALL, SETTINGS);
        assertEquals(20, due.size());
        assertEquals(
                5, due.stream().filter(f -> f.state() == FindingState.FIXED).count());
    }

    @Test
    void acceptedOnesAndThoseOfOperatorsLeftOutAreNotReplayed() {
        assertEquals(
                List.of(),
                EarlierFindings.due(findings(3, FindingState.ACCEPTED), CampaignSettings.USUAL_LANE, ALL, SETTINGS));
        assertEquals(
                List.of(finding(1, FindingState.REGRESSED)),
                EarlierFindings.due(
                        findings(3, FindingState.REGRESSED), CampaignSettings.USUAL_LANE, Set.of("op1001"), SETTINGS));
    }

    /** The same finding, as one of a lane of probes that showed it in 5 of 40 starts. */
    private static Finding ofProbe(Finding f) {
        Case call = new Case(f.call().settings(), f.call().steps(), new Probe("starts", new TreeMap<>()));
        return new Finding(
                f.schema(),
                f.id(),
                f.status(),
                f.state(),
                f.signature(),
                f.group(),
                f.operator(),
                f.oracle(),
                f.fault(),
                f.severity(),
                call,
                f.observed(),
                f.expected(),
                new Reproduction(5, 40),
                f.factors(),
                f.target(),
                f.environment(),
                f.seed(),
                f.firstSeen(),
                f.lastSeen(),
                f.replay(),
                List.of(),
                List.of());
    }

    @Test
    void faultOfSomeStartsIsReplayedUntilItsRateIsExcludedAndByItsOwnLane() {
        Finding probe = ofProbe(finding(1, FindingState.OPEN));
        assertEquals(23, EarlierFindings.times(probe));
        assertEquals(List.of(), EarlierFindings.due(List.of(probe), CampaignSettings.USUAL_LANE, ALL, SETTINGS));
        CampaignSettings starts = new CampaignSettings(
                SETTINGS.preset(),
                SETTINGS.target(),
                SETTINGS.minutes(),
                SETTINGS.seed(),
                SETTINGS.device(),
                SETTINGS.slots(),
                List.of(),
                List.of(),
                null,
                SETTINGS.plan(),
                1,
                List.of(LaneShare.whole("starts")));
        assertEquals(
                List.of(probe),
                EarlierFindings.due(List.of(probe, finding(2, FindingState.OPEN)), "starts", ALL, starts));
    }

    @Test
    void crashIsReplayedAsOftenAsSpoiltMemoryIsToBeProven() {
        Finding one = finding(0, FindingState.OPEN);
        assertTrue(EarlierFindings.times(one) >= 6);
    }
}
