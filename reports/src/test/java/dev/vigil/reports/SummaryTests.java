package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.reports.ReportData.Baseline;
import dev.vigil.reports.ReportData.Candidates;
import dev.vigil.reports.ReportData.Losses;
import dev.vigil.reports.ReportData.PastCampaign;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTests {
    private static final PastCampaign FIRST = new PastCampaign("c0", Samples.STARTED - 1, "default", 10, 20, 1, 0);

    @Test
    void summaryIsAsReviewed() throws Exception {
        String text = Summary.render(Samples.data("c1", List.of(FIRST)), Path.of("vigil-out"), false);

        Golden.check("summary.txt", text);
        assertEquals(0, text.lines().filter(l -> l.length() > 100).count(), text);
        assertFalse(text.contains("\u001B"), "no colour was asked for");
    }

    @Test
    void colourChangesNoWord() {
        ReportData data = Samples.data("c1", List.of());

        String coloured = Summary.render(data, Path.of("o"), true);

        assertTrue(coloured.contains("\u001B[31m"), coloured);
        assertEquals(Summary.render(data, Path.of("o"), false), coloured.replaceAll("\u001B\\[[0-9]*m", ""));
    }

    @Test
    void fixedFindingIsCountedAmongTheReplaysAndNotAmongTheBroken() {
        ReportData d = Samples.data("c1", List.of());
        Finding broken = d.findings().get(1);
        Finding fixed = broken.replayed(
                FindingState.FIXED,
                broken.reproduced(),
                broken.lastSeen(),
                new Finding.Place(broken.target(), broken.environment(), "replay-it"));
        ReportData data = Samples.with(d, d.totals(), List.of(fixed), d.candidates(), d.losses(), null);

        String text = Summary.render(data, Path.of("o"), false);

        assertTrue(text.contains("0 proven on 0 operators"), text);
        assertTrue(text.contains("8 replayed first: 4 still there, 2 fixed, 1 regressed, 1 undecided"), text);
        assertFalse(text.contains("replay-it"), text);
    }

    @Test
    void aLongLineGoesOnInTheNextRowBetweenTwoWords() {
        ReportData data = Samples.with(
                Samples.data("c1", List.of()),
                List.of(),
                List.of(new ReportData.CellCount("op", "second=none load=cpu", 60, 0, 0, 0, 0)));

        String text = Summary.render(data, Path.of("o"), false);

        assertTrue(text.contains(" 239 more clean starts exclude 1/100,\n              2935 more clean starts"), text);
        assertEquals(0, text.lines().filter(l -> l.length() > 100).count(), text);
    }

    @Test
    void severalLanesHaveARowEachAndSayWhatTheyReached() {
        ReportData data = Samples.with(
                Samples.data("c1", List.of()),
                List.of(
                        new ReportData.LaneSum("properties", 0.7, 40, 290_000, 999_940, 3, 4, 1, 1),
                        new ReportData.LaneSum("coldstart", 0.3, 1_200, 61_000, 60, 1, 4, 0, 0)),
                List.of(new ReportData.CellCount("op", "second=none load=cpu", 60, 1, 0, 0, 0)));

        String text = Summary.render(data, Path.of("o"), false);

        assertTrue(text.contains("""
                       lanes  lane         share   slot time   units      cases        reached   proven unstable
                              properties    70 %  4 min 50 s      40    999,940         3 of 4        1        1
                              coldstart     30 %   1 min 1 s   1,200         60         1 of 4        0        0
                """), text);
        assertTrue(text.contains("operators  3 of 4 called validly"), "of the main lane: " + text);
        assertTrue(text.contains("starts  60 starts in 1 cells"), text);
        assertTrue(text.contains("123 processes died on a case"), text);
        assertEquals(0, text.lines().filter(l -> l.length() > 100).count(), text);
        assertFalse(Summary.render(Samples.data("c1", List.of()), Path.of("o"), false)
                .contains("slot time"));
    }

    @Test
    void lostCaseIsShouted() {
        ReportData good = Samples.large(1, 1, 0);
        ReportData bad = Samples.with(
                good, new Totals(10, 5, 3, 1, 20, 0), good.findings(), good.candidates(), good.losses(), null);

        assertTrue(Summary.render(bad, Path.of("o"), false).contains("OFF BY 1"));
        assertFalse(Summary.render(good, Path.of("o"), false).contains("OFF BY"));
    }

    @Test
    void whatWasLostOrNeverProvenIsSaid() {
        ReportData good = Samples.data("c1", List.of());
        ReportData bad = Samples.with(
                good, good.totals(), good.findings(), new Candidates(1, 4, 7, 2, 1_500), new Losses(3, 4_200), null);

        String text = Summary.render(bad, Path.of("o"), false);

        assertTrue(text.contains("lost  3 units (at most 4,200 cases) were cut off or failed"), text);
        assertTrue(text.contains("7 left unproven, 2 proofs failed, 1,500 dropped over a bound"), text);
        String quiet = Summary.render(good, Path.of("o"), false);
        assertFalse(quiet.contains("lost") || quiet.contains("dropped"), quiet);
    }

    @Test
    void provenFindingsAreCountedAgainstTheBaseline() {
        ReportData plain = Samples.data("c1", List.of());
        // An unstable one is marked as well, but only proven ones are counted.
        List<Finding> compared = List.of(
                Samples.finding("F-1", "a", FaultClass.CRASH, FindingStatus.PROVEN)
                        .against(FindingBaseline.NEW),
                Samples.finding("F-2", "b", FaultClass.CRASH, FindingStatus.PROVEN)
                        .against(FindingBaseline.KNOWN),
                Samples.finding("F-3", "c", FaultClass.CRASH, FindingStatus.PROVEN)
                        .against(FindingBaseline.KNOWN),
                Samples.finding("F-4", "d", FaultClass.CRASH, FindingStatus.UNSTABLE)
                        .against(FindingBaseline.NEW));
        ReportData data = Samples.with(
                plain,
                plain.totals(),
                compared,
                plain.candidates(),
                plain.losses(),
                new Baseline("maven:g:a:1.0:linux", 5));

        String text = Summary.render(data, Path.of("o"), false);

        assertTrue(
                text.contains("baseline  1 new against maven:g:a:1.0:linux, 2 known, 5 of maven:g:a:1.0:linux's not"
                        + " seen\n"),
                text);
        assertFalse(Summary.render(plain, Path.of("o"), false).contains("baseline"));
    }

    @Test
    void coverageCountsWhatTheCampaignPromises() {
        CoverageSummary c = CoverageSummary.of(Samples.coverage());

        assertEquals(4, c.forward());
        assertEquals(3, c.reached());
        // 25 calls; 7 and exhausted; 19 are too few; exhausted without a valid call is not covered.
        assertEquals(2, c.covered());
        assertEquals(1, c.exhausted());
        assertEquals(0.2, c.excludedShare());
        assertEquals((380 + 60 + 99) / 650.0, c.validShare());
        // Per operator: two enum values, two booleans, one axis other than the default.
        assertEquals(20, c.valuesDeclared());
        assertEquals(9, c.valuesReached());
    }

    @Test
    void sharesOfNothingAreZero() {
        CoverageSummary c = CoverageSummary.of(List.of());

        assertEquals(0.0, c.coveredShare() + c.validShare() + c.excludedShare() + c.valuesShare());
    }

    @Test
    void operatorsAreListedAsReviewed() throws Exception {
        List<OpsTable.Row> rows = List.of(
                new OpsTable.Row(
                        "op_b",
                        Subject.Kind.DIRECT,
                        null,
                        "1..2",
                        List.of("float16", "float32", "bfloat16", "uint8", "int64"),
                        "0..4",
                        "axis: int in [-2,1], mode: clip|wrap",
                        12_345,
                        0.876,
                        40,
                        "op_b(float32(2,3) all 1, axis=0)"),
                new OpsTable.Row("op_a", Subject.Kind.EXCLUDED, "touches files", "", List.of(), "", "", 0, 0, 0, ""),
                new OpsTable.Row("op_c", Subject.Kind.ALIAS, "op_b", "", List.of(), "", "", 0, 0, 0, ""),
                new OpsTable.Row("op_d", Subject.Kind.DIRECT, null, "?", List.of(), "", "", 0, 0, 0, ""));

        Golden.check("ops.txt", OpsTable.table(rows, true));
        Golden.check("ops.json", OpsTable.json(rows));
    }
}
