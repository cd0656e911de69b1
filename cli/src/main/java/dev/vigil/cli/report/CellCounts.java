package dev.vigil.cli.report;

import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.reports.ReportData;
import dev.vigil.store.Books;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what the oracles of cold starts said, each counted by itself, into counts of attempts. */
final class CellCounts {
    private static final String HOLDS = Verdict.holds().word();

    private CellCounts() {}

    /** Every oracle is counted once for each attempt; at most one of them is violated. */
    static List<ReportData.CellCount> of(List<Books.CellCount> counted) {
        record Key(String operator, String cell) {}
        Map<Key, Sums> sums = new LinkedHashMap<>();
        for (Books.CellCount each : counted) {
            sums.computeIfAbsent(new Key(each.subject(), each.cell()), k -> new Sums())
                    .add(each);
        }
        List<ReportData.CellCount> cells = new ArrayList<>();
        sums.forEach((key, sum) -> cells.add(sum.of(key.operator(), key.cell())));
        return cells;
    }

    private static final class Sums {
        private long attempts;
        private long well;
        private long hung;
        private long died;
        private long atExit;

        void add(Books.CellCount each) {
            boolean violated = each.verdict().equals("violated");
            if (each.oracle().equals(ColdStartLane.THROUGH)) {
                attempts += each.count();
                hung += violated ? each.count() : 0;
            } else if (each.oracle().equals(ColdStartLane.ALIVE)) {
                died += violated ? each.count() : 0;
            } else {
                // Where the exit is well, so is all before it.
                well += each.verdict().equals(HOLDS) ? each.count() : 0;
                atExit += violated ? each.count() : 0;
            }
        }

        ReportData.CellCount of(String operator, String cell) {
            return new ReportData.CellCount(
                    operator, cell, attempts, hung, died, atExit, attempts - well - hung - died - atExit);
        }
    }
}
