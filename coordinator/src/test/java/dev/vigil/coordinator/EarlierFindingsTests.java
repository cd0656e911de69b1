package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        List<Finding> due = EarlierFindings.due(many, ALL, SETTINGS);
        // A fifth of ten minutes of slot time, six replays of a second each.
        assertEquals(many.subList(0, 20), due);
        assertEquals(due, EarlierFindings.due(many, ALL, SETTINGS));
    }

    @Test
    void fixedOnesTakeOnePlaceOfFourWhileOpenOnesWait() {
        List<Finding> many = new ArrayList<>(findings(100, FindingState.OPEN));
        for (int i = 100; i < 200; i++) {
            many.add(finding(i, FindingState.FIXED));
        }
        List<Finding> due = EarlierFindings.due(many, ALL, SETTINGS);
        assertEquals(20, due.size());
        assertEquals(
                5, due.stream().filter(f -> f.state() == FindingState.FIXED).count());
    }

    @Test
    void acceptedOnesAndThoseOfOperatorsLeftOutAreNotReplayed() {
        assertEquals(List.of(), EarlierFindings.due(findings(3, FindingState.ACCEPTED), ALL, SETTINGS));
        assertEquals(
                List.of(finding(1, FindingState.REGRESSED)),
                EarlierFindings.due(findings(3, FindingState.REGRESSED), Set.of("op1001"), SETTINGS));
    }

    @Test
    void crashIsReplayedAsOftenAsSpoiltMemoryIsToBeProven() {
        Finding one = finding(0, FindingState.OPEN);
        assertTrue(EarlierFindings.times(one) >= 6);
    }
}
