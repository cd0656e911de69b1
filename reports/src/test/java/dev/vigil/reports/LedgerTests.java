package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.verdict.FaultClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTests {
    private final ReportData data = Samples.data("c1", List.of());

    @Test
    void pageIsAsReviewed() throws Exception {
        Golden.check("findings.md", Ledger.markdown(data.ledger(), null));
    }

    @Test
    void jsonIsAsReviewed() throws Exception {
        Golden.check("findings.json", Ledger.json(data.findings()));
    }

    @Test
    void emptyLedgerSaysSo() {
        assertEquals("# Findings\n\nNone so far.\n", Ledger.markdown(List.of(), null));
    }

    @Test
    void jsonReadsBackAsWritten(@TempDir Path out) throws Exception {
        Ledger.write(data, out);

        FindingList read = FindingsFile.read(out.resolve("findings.json"));

        assertEquals(data.findings().stream().sorted(Ledger.ORDER).toList(), read.findings());
        assertTrue(Files.readString(out.resolve("findings.md")).contains("F-0000"), "ledger has older findings too");
    }

    @Test
    void textOfTheLibraryCannotBecomeMarkup() {
        String page = Ledger.markdown(
                List.of(Samples.finding("F-1", "a|b`<img>", FaultClass.CRASH, FindingStatus.PROVEN)), null);

        String row =
                page.lines().filter(l -> l.startsWith("| [F-1]")).findFirst().orElseThrow();
        assertEquals(9, row.replace("\\|", "").chars().filter(c -> c == '|').count(), row);
        assertTrue(page.contains("## crash in ``a|b`<img>``"), page);
    }

    @Test
    void pageSaysWhichFindingsAreNewAgainstTheBaseline() {
        List<Finding> compared = data.ledger().stream()
                .map(f -> switch (f.id()) {
                    case "F-0001" -> f.against(FindingBaseline.NEW);
                    case "F-0002" -> f.against(FindingBaseline.KNOWN);
                    default -> f;
                })
                .toList();

        String page = Ledger.markdown(compared, new ReportData.Baseline("last|good", 3));

        assertTrue(page.contains("with those of `last|good`, by signature."), page);
        Map<String, String> last = page.lines()
                .filter(l -> l.startsWith("| [F-"))
                .collect(Collectors.toMap(l -> l.substring(3, 9), l -> l.substring(l.indexOf("Z | ") + 4)));
        assertEquals(Map.of("F-0001", "new |", "F-0002", "known |", "F-0000", " |"), last);
        assertTrue(Ledger.json(compared).contains("\"baseline\" : \"new\""));
        assertFalse(Ledger.json(data.findings()).contains("\"baseline\""), "nobody asked");
    }

    @Test
    void theSameFaultOnTwoBuildsHasTwoPlacesOnThePage() {
        Finding here = Samples.finding("F-1", "op", FaultClass.CRASH, FindingStatus.PROVEN);
        Finding there = Samples.on(here, "cd".repeat(32));

        String page = Ledger.markdown(List.of(Samples.on(here, "ab".repeat(32)), there), null);

        assertTrue(page.contains("<a id=\"finding-F-1-abab"), page);
        assertTrue(page.contains("(#finding-F-1-cdcd"), page);
    }

    @Test
    void fileThatCannotBeWrittenGivesOneLineAndKeepsTheOldOne(@TempDir Path out) throws Exception {
        Path inTheWay = Files.createDirectories(out.resolve("findings.json/x")).getParent();

        ReportException e = assertThrows(ReportException.class, () -> Ledger.write(data, out));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("cannot write " + inTheWay + ": "), message);
        assertEquals(1, message.lines().count());
        try (java.util.stream.Stream<Path> left = Files.list(out)) {
            assertEquals(List.of(out.resolve("findings.json")), left.toList());
        }
    }

    @Test
    void orderPutsProvenAndOpenAndWorstFirst() {
        assertEquals(
                List.of("F-0001", "F-0000", "F-0002"),
                data.ledger().stream().sorted(Ledger.ORDER).map(Finding::id).toList());
    }
}
