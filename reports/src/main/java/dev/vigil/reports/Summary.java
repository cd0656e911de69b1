package dev.vigil.reports;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.reports.ReportData.Baseline;
import dev.vigil.reports.ReportData.Candidates;
import dev.vigil.reports.ReportData.HarnessFault;
import dev.vigil.reports.ReportData.LaneSum;
import dev.vigil.reports.ReportData.Losses;
import dev.vigil.reports.ReportData.OracleCount;
import dev.vigil.reports.ReportData.PastCampaign;
import dev.vigil.reports.ReportData.Replays;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run says at its end: at most {@value #WIDTH} columns, except for commands, paths and text in a fixed place. */
public final class Summary {
    private static final int WIDTH = 100;
    private static final int LABEL = 12;
    /** Of one line of text. */
    private static final int ROWS_MAX = 3;

    private static final int FINDINGS_MAX = 10;
    private static final int FAULTS_MAX = 5;
    private static final int CELLS_MAX = 5;

    private final ReportData data;
    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    private Summary(ReportData data, boolean colour) {
        this.data = data;
        this.colour = colour;
    }

    /**
     * Renders the summary; ends with a line break.
     *
     * @param outDir named as the place of report and ledger
     * @param colour whether the reader is a terminal that wants it
     */
    public static String render(ReportData data, Path outDir, boolean colour) {
        return new Summary(data, colour).render(outDir);
    }

    private String render(Path outDir) {
        Campaign campaign = data.campaign();
        out.append(paint("1", "Campaign " + campaign.id()))
                .append(" · ")
                .append(campaign.state().name().toLowerCase(Locale.ROOT))
                .append(" · seed ")
                .append(campaign.settings().seed())
                .append('\n');
        line("target", target(campaign));
        work(campaign);
        boolean several = data.lanes().size() > 1;
        if (several) {
            lanes();
        }
        if (campaign.settings().mainLane().equals(CampaignSettings.USUAL_LANE)) {
            coverage(CoverageSummary.of(data.coverage()));
        } else if (!several && data.cells().isEmpty()) {
            data.lanes()
                    .forEach(lane -> line(
                            "subjects",
                            count(lane.reached()) + " of " + count(lane.subjects()) + " that can be asked about"));
        }
        if (!data.cells().isEmpty()) {
            cells(new CellTable(data.cells()));
        }
        unsteadyTests();
        findings();
        faults();
        previous();
        line("report", outDir.resolve("allure-report").resolve("index.html").toString());
        line("ledger", outDir.resolve(Ledger.MARKDOWN) + ", " + outDir.resolve(Ledger.JSON));
        replays();
        return out.toString();
    }

    private static String target(Campaign campaign) {
        Fingerprint fingerprint = campaign.fingerprint();
        String name = campaign.target().name();
        if (fingerprint == null) {
            return name + " (never loaded)";
        }
        String commit = fingerprint.commit().isEmpty() ? "" : ", commit " + cut(fingerprint.commit(), 12);
        return cut(name, 50) + " (MXNet " + fingerprint.versionText() + ", ABI " + fingerprint.abi() + commit + ")";
    }

    private void work(Campaign campaign) {
        Totals totals = data.totals();
        double seconds = campaign.spentMs() / 1000.0;
        String rate = seconds > 0 ? ", " + count(Math.round(totals.generated() / seconds)) + " a second" : "";
        line("cases", count(totals.generated()) + " in " + duration(seconds) + rate);
        line(
                "calls",
                count(totals.invocations()) + ", " + count(totals.crashes())
                        + (data.lanes().size() > 1
                                ? " processes died on a case"
                                : data.cells().isEmpty() ? " executors died on a case" : " starts with a fault"));
        String books = count(totals.generated()) + " generated = " + count(totals.judged()) + " judged + "
                + count(totals.inconclusive()) + " inconclusive + " + count(totals.unrun()) + " unrun";
        long lost = totals.generated() - totals.judged() - totals.inconclusive() - totals.unrun();
        line("books", books + (totals.balanced() ? "" : paint("31", ": OFF BY " + count(lost))));
        Losses losses = data.losses();
        if (losses.units() > 0) {
            line(
                    "lost",
                    count(losses.units()) + " units (at most " + count(losses.cases())
                            + " cases) were cut off or failed");
        }
        data.notes().stream().limit(FAULTS_MAX).forEach(n -> line("", n));
    }

    private void lanes() {
        row("lanes", "lane", "share", "slot time", "units", "cases", "reached", "proven", "unstable");
        for (LaneSum lane : data.lanes()) {
            row(
                    "",
                    lane.lane(),
                    String.format(Locale.ROOT, "%.0f %%", 100 * lane.part()),
                    duration(lane.tookMs() / 1000.0),
                    count(lane.units()),
                    count(lane.cases()),
                    count(lane.reached()) + " of " + count(lane.subjects()),
                    count(lane.proven()),
                    count(lane.unstable()));
        }
    }

    private void row(String label, Object... cells) {
        Object[] all = new Object[cells.length + 1];
        all[0] = label;
        System.arraycopy(cells, 0, all, 1, cells.length);
        out.append(String.format(Locale.ROOT, "%" + LABEL + "s  %-11s %6s %11s %7s %10s %14s %8s %8s%n", all));
    }

    private void cells(CellTable table) {
        line("starts", table.total());
        line("", table.rate());
        table.worst(CELLS_MAX).forEach(cell -> line("worst cell", cell));
    }

    /** Tests of suites that passed in some runs of this campaign and failed in others, those first that failed most. */
    private void unsteadyTests() {
        List<OracleCount> unsteady = data.counts().stream()
                .filter(c -> c.lane().equals(SuiteSpec.LANE) && c.holds() > 0 && c.violated() > 0)
                .sorted(Comparator.comparingDouble(
                                (OracleCount c) -> -(double) c.violated() / (c.holds() + c.violated()))
                        .thenComparing(OracleCount::operator))
                .toList();
        if (!unsteady.isEmpty()) {
            line("unsteady", count(unsteady.size()) + " that pass in some runs with fresh seeds and fail in others");
            unsteady.stream()
                    .limit(CELLS_MAX)
                    .forEach(c ->
                            line("", new HitRate(c.violated(), c.holds() + c.violated()).text() + ": " + c.operator()));
        }
    }

    private void coverage(CoverageSummary c) {
        line(
                "operators",
                count(c.reached()) + " of " + count(c.forward()) + " called validly; " + count(c.covered()) + " ("
                        + percent(c.coveredShare()) + ") with " + CoverageSummary.DISTINCT_CALLS
                        + " distinct valid calls or exhausted");
        line(
                "",
                count(c.excluded()) + " excluded (" + percent(c.excludedShare()) + "); " + count(c.others())
                        + " more are aliases or gradients");
        line(
                "valid",
                percent(c.validShare()) + " of " + count(c.meantValid()) + " calls meant to be valid; "
                        + count(c.hostile()) + " meant to be refused");
        if (c.valuesDeclared() > 0) {
            line(
                    "values",
                    count(c.valuesReached()) + " of " + count(c.valuesDeclared()) + " attribute values reached ("
                            + percent(c.valuesShare()) + ")");
        }
    }

    private void findings() {
        Candidates candidates = data.candidates();
        long proven = standing().stream()
                .filter(f -> f.status() == FindingStatus.PROVEN)
                .count();
        long operators = standing().stream()
                .filter(f -> f.status() == FindingStatus.PROVEN && f.operator() != null)
                .map(Finding::operator)
                .distinct()
                .count();
        line(
                "findings",
                paint(proven > 0 ? "31" : "32", count(proven) + " proven")
                        + (operators > 0 || proven == 0 ? " on " + count(operators) + " " + subjects() + "; " : "; ")
                        + count(candidates.unstable()) + " unstable, "
                        + count(candidates.unreproduced()) + " not shown again");
        if (candidates.unproven() + candidates.failed() + candidates.dropped() > 0) {
            line(
                    "",
                    "candidates: " + count(candidates.unproven()) + " left unproven, " + count(candidates.failed())
                            + " proofs failed, " + count(candidates.dropped()) + " dropped over a bound");
        }
        // What probes do is not made smaller.
        List<Finding> calls =
                data.findings().stream().filter(f -> f.call().probe() == null).toList();
        if (calls.stream().anyMatch(f -> f.status() == FindingStatus.PROVEN)) {
            line("cases shrunk", CaseSizes.line(calls));
        }
        baseline();
        replayed();
        Map<FaultClass, long[]> table = new TreeMap<>();
        for (Finding finding : standing()) {
            long[] row = table.computeIfAbsent(finding.fault(), k -> new long[3]);
            row[finding.status() == FindingStatus.PROVEN ? 0 : 1]++;
            row[2] += fresh(finding) ? 1 : 0;
        }
        if (!table.isEmpty()) {
            out.append(String.format(
                    Locale.ROOT, "%" + LABEL + "s  %-20s %8s %8s %8s%n", "", "class", "proven", "unstable", "new"));
            table.forEach((fault, row) -> out.append(String.format(
                    Locale.ROOT,
                    "%" + LABEL + "s  %-20s %8s %8s %8s%n",
                    "",
                    fault.text(),
                    count(row[0]),
                    count(row[1]),
                    count(row[2]))));
        }
    }

    /** What the findings of this campaign are found on. */
    private String subjects() {
        return data.campaign().settings().mainLane().equals(SuiteSpec.LANE) ? "tests" : "operators";
    }

    /** Findings of this campaign that it did not see fixed. */
    private List<Finding> standing() {
        return data.findings().stream()
                .filter(f -> f.state() != FindingState.FIXED)
                .toList();
    }

    private void replayed() {
        Replays r = data.replays();
        if (r.all() > 0) {
            line(
                    "earlier",
                    count(r.all()) + " replayed first: " + count(r.there()) + " still there, " + count(r.fixed())
                            + " fixed, " + count(r.regressed()) + " regressed"
                            + (r.stillFixed() > 0 ? ", " + count(r.stillFixed()) + " fixed as before" : "")
                            + (r.undecided() > 0 ? ", " + count(r.undecided()) + " undecided" : ""));
        }
    }

    private void baseline() {
        Baseline baseline = data.baseline();
        if (baseline != null) {
            line(
                    "baseline",
                    count(proven(FindingBaseline.NEW)) + " new against " + baseline.name() + ", "
                            + count(proven(FindingBaseline.KNOWN)) + " known, " + count(baseline.unseen()) + " of "
                            + baseline.name() + "'s not seen");
        }
    }

    private long proven(FindingBaseline standing) {
        return standing().stream()
                .filter(f -> f.status() == FindingStatus.PROVEN && f.baseline() == standing)
                .count();
    }

    /** Whether this campaign is the first that saw it. */
    private boolean fresh(Finding finding) {
        try {
            // The text may have whole seconds only.
            return Instant.parse(finding.firstSeen()).toEpochMilli()
                    >= data.campaign().startedMs() / 1000 * 1000;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void faults() {
        long times = data.faults().stream().mapToLong(HarnessFault::times).sum();
        line("harness", times == 0 ? "no faults of our own" : paint("33", count(times) + " faults of our own"));
        List<HarnessFault> sorted = data.faults().stream()
                .sorted(Comparator.comparingLong(HarnessFault::times).reversed().thenComparing(HarnessFault::text))
                .toList();
        for (HarnessFault fault : sorted.subList(0, Math.min(sorted.size(), FAULTS_MAX))) {
            line("", count(fault.times()) + " × " + fault.text());
        }
        if (sorted.size() > FAULTS_MAX) {
            line("", count(sorted.size() - FAULTS_MAX) + " more kinds, in the report");
        }
    }

    private void previous() {
        if (!data.previous().isEmpty()) {
            PastCampaign last = data.previous().get(data.previous().size() - 1);
            line(
                    "before",
                    count(data.previous().size()) + " campaigns; the last, " + last.id() + ", had "
                            + count(last.cases()) + " cases and " + count(last.proven()) + " proven findings");
        }
    }

    private void replays() {
        List<Finding> sorted = standing().stream().sorted(Ledger.ORDER).toList();
        if (sorted.isEmpty()) {
            return;
        }
        List<Finding> shown = spread(sorted);
        out.append("\nReplay ")
                .append(shown.size() < sorted.size() ? "some of them" : "them")
                .append(", each alone:\n");
        for (Finding finding : shown) {
            String operator = finding.operator() == null ? "" : " in " + finding.operator();
            String what = finding.fault().text() + operator + ", " + Ledger.word(finding.status())
                    + (finding.state() == FindingState.OPEN ? "" : ", " + Ledger.word(finding.state())) + ": "
                    + finding.observed();
            out.append("  ")
                    .append(paint("1", PlainText.oneLine(finding.replay(), 400)))
                    .append('\n');
            rows(PlainText.oneLine(what, 400), WIDTH - 6)
                    .forEach(row -> out.append("      ").append(row).append('\n'));
        }
    }

    /** The worst of each class in turn, so that one class does not fill the list. */
    private static List<Finding> spread(List<Finding> sorted) {
        Map<FaultClass, List<Finding>> classes = new java.util.LinkedHashMap<>();
        sorted.forEach(
                f -> classes.computeIfAbsent(f.fault(), k -> new ArrayList<>()).add(f));
        List<Finding> shown = new ArrayList<>();
        for (int turn = 0; shown.size() < Math.min(FINDINGS_MAX, sorted.size()); turn++) {
            for (List<Finding> same : classes.values()) {
                if (turn < same.size() && shown.size() < FINDINGS_MAX) {
                    shown.add(same.get(turn));
                }
            }
        }
        shown.sort(Ledger.ORDER);
        return shown;
    }

    private void line(String label, String text) {
        boolean painted = text.indexOf('\u001B') >= 0;
        String shown = painted ? text : PlainText.oneLine(text, 400);
        // Names and places that are cut off are of no use.
        boolean place = label.equals("report") || label.equals("ledger") || label.equals("baseline");
        List<String> rows = place || painted ? List.of(shown) : rows(shown, WIDTH - LABEL - 2);
        for (int i = 0; i < rows.size(); i++) {
            out.append(String.format(Locale.ROOT, "%" + LABEL + "s  ", i == 0 ? label : ""))
                    .append(rows.get(i))
                    .append('\n');
        }
    }

    /** Broken between words; what does not fit into the last row is cut off. */
    private static List<String> rows(String text, int width) {
        List<String> rows = new ArrayList<>();
        String left = text;
        while (left.length() > width && rows.size() < ROWS_MAX - 1) {
            int end = left.lastIndexOf(' ', width);
            if (end <= 0) {
                break;
            }
            rows.add(left.substring(0, end));
            left = left.substring(end + 1);
        }
        rows.add(cut(left, width));
        return rows;
    }

    private String paint(String code, String text) {
        return colour ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        // Rounded down, so that 100 % means all.
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000) / 10);
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }
}
