package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.reports.ReportData.CellCount;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CellTableTests {
    private static CellCount cell(String operator, String load, long attempts, long hung, long unclear) {
        return new CellCount(
                operator,
                "second=none device=cpu engine=NaiveEngine threads=1 load=" + load + " leave=return",
                attempts,
                hung,
                0,
                0,
                unclear);
    }

    @Test
    void worstCellComesFirstByTheLowerEndOfItsRate() {
        CellTable table = new CellTable(List.of(
                cell("once", "cpu", 1, 1, 0), cell("often", "cpu", 40, 20, 0), cell("never", "none", 100, 0, 3)));

        assertEquals("141 starts in 3 cells: 21 hung, 0 died, 0 failed at exit, 3 unclear", table.total());
        assertEquals(2, table.worst(10).size());
        assertTrue(table.worst(10).get(0).contains("often"), table.worst(10).toString());
        assertTrue(table.text().contains("cpu"), table.text());
    }

    @Test
    void cleanStartsSayWhatTheyExclude() {
        CellTable table = new CellTable(List.of(cell("a", "none", 30, 0, 0)));

        assertEquals(
                "faults in 0 of 30, 0.0 to 11.6 %; 1/8 is excluded, 269 more clean starts exclude 1/100, 2965 more clean"
                        + " starts exclude 1/1000",
                table.rate());
    }

    @Test
    void picturesNameEveryRowAndFieldAndEscapeThem() {
        String svg =
                new CellTable(List.of(cell("a<b", "cpu", 8, 1, 0), cell("c", "none", 8, 0, 0))).byOperatorAndLoad();

        assertTrue(svg.startsWith("<svg xmlns="), svg);
        assertTrue(svg.contains("a&lt;b"), svg);
        assertTrue(svg.contains(">1/8<"), svg);
        assertTrue(svg.contains("fill=\"#eee\""), "fields that were never tried are grey");
        assertTrue(svg.endsWith("</svg>\n"));
    }
}
