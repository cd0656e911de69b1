package dev.vigil.reports.allure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.reports.ReportData;
import dev.vigil.reports.ReportData.PastCampaign;
import dev.vigil.reports.Samples;
import io.qameta.allure.model.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AllureReportTests {
    private static final PastCampaign FIRST = new PastCampaign("first", Samples.STARTED - 1, "default", 10, 20, 1, 0);

    @Test
    void writesOnePageAndLeavesNothingElseBehind(@TempDir Path out) throws Exception {
        Path page = AllureReport.write(Samples.data("first", List.of()), out);

        assertEquals(out.resolve("allure-report/index.html"), page);
        assertEquals(List.of("allure-history", "allure-report"), names(out));
        assertEquals(List.of("index.html"), names(out.resolve("allure-report")));
    }

    @Test
    void pageAsksNothingOfTheNetwork(@TempDir Path out) throws Exception {
        String page = Files.readString(AllureReport.write(Samples.data("first", List.of()), out));

        assertFalse(page.contains("googletagmanager.com/gtag/js?id="), "statistics script is still there");
        assertFalse(page.matches("(?s).*<(script|link|img)[^>]*(src|href)=\"https?:.*"), "page loads from a server");
    }

    @Test
    void secondCampaignShowsTheTrend(@TempDir Path out) throws Exception {
        AllureReport.write(Samples.data("first", List.of()), out);
        AllureReport.write(Samples.data("second", List.of(FIRST)), out);
        AllureReport.write(Samples.data("second", List.of(FIRST)), out);

        String trend = Files.readString(out.resolve("allure-history/c-second/history-trend.json"));
        assertEquals(2, trend.split("buildOrder", -1).length - 1, trend);
    }

    static List<String> names(Path folder) throws java.io.IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void fixedFindingPassesAndRegressedOneFailsAndSaysSo() {
        Finding broken = Samples.data("c", List.of()).findings().get(1);
        Entry fixed = entry(broken, FindingState.FIXED);
        assertEquals(Status.PASSED, fixed.status());
        assertTrue(fixed.message().startsWith("fixed: "), fixed.message());
        Entry regressed = entry(broken, FindingState.REGRESSED);
        assertEquals(Status.FAILED, regressed.status());
        assertTrue(regressed.message().startsWith(Entries.mark(broken.fault())), "or no category finds it");
        assertTrue(regressed.message().contains("it was fixed before"), regressed.message());
    }

    private static Entry entry(Finding finding, FindingState state) {
        Finding moved = finding.replayed(
                state,
                finding.reproduced(),
                finding.lastSeen(),
                new Finding.Place(finding.target(), finding.environment(), finding.replay()));
        ReportData data = Samples.with(Samples.data("c", List.of()), List.of(moved));
        return Entries.of(data).get(0);
    }

    @Test
    void entriesStayWithinTheLimit() {
        ReportData data = Samples.large(3_000, 9, 40);

        List<Entry> entries = Entries.of(data);

        assertEquals(3_040, entries.size());
        Entry merged = entries.get(40);
        assertTrue(merged.description().contains("27040 entries"), merged.description());
        assertEquals("holds", merged.parameters().get(0)[0]);
        assertEquals("9000", merged.parameters().get(0)[1]);
    }
}
