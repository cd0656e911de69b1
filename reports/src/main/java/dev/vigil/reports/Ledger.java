package dev.vigil.reports;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.wire.Wire;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is broken, over all campaigns of a store: {@code findings.md}; and what this campaign found: {@code findings.json}. */
public final class Ledger {
    public static final String MARKDOWN = "findings.md";
    public static final String JSON = "findings.json";

    /** Worst first, then by operator and id; the order of every list of findings. */
    public static final Comparator<Finding> ORDER = Comparator.comparing(Finding::status)
            .thenComparing(f -> f.state() == FindingState.FIXED || f.state() == FindingState.ACCEPTED)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::fault)
            .thenComparing(f -> Objects.requireNonNullElse(f.operator(), ""))
            .thenComparing(Finding::id);

    private static final int TEXT_MAX = 2_000;
    private static final int CELL_MAX = 120;
    private static final int CASE_MAX = 4_000;
    private static final int FRAMES_MAX = 20;
    private static final int HISTORY_MAX = 20;

    private Ledger() {}

    /**
     * Writes both files, each replaced as a whole.
     *
     * @throws ReportException when one cannot be written
     */
    public static void write(ReportData data, Path outDir) throws ReportException {
        writeJson(data.findings(), outDir.resolve(JSON));
        AtomicFile.write(outDir.resolve(MARKDOWN), markdown(data.ledger(), data.baseline()));
    }

    /** Writes the published form, {@code vigil.findings/1}. */
    public static void writeJson(List<Finding> findings, Path file) throws ReportException {
        AtomicFile.write(file, json(findings));
    }

    /** The published form as text, in the order of the ledger. */
    public static String json(List<Finding> findings) {
        return Wire.toPrettyJson(FindingList.of(findings.stream().sorted(ORDER).toList())) + "\n";
    }

    /**
     * All findings as a page that GitHub shows.
     *
     * @param baseline what the latest campaign's findings were compared with, if anything
     */
    public static String markdown(List<Finding> all, ReportData.@Nullable Baseline baseline) {
        List<Finding> findings = all.stream().sorted(ORDER).toList();
        StringBuilder page = new StringBuilder("# Findings\n\n");
        if (findings.isEmpty()) {
            return page.append("None so far.\n").toString();
        }
        long proven = count(findings, FindingStatus.PROVEN);
        page.append(proven)
                .append(" proven, ")
                .append(findings.size() - proven)
                .append(" unstable. *Proven* was shown again in fresh processes; *unstable* was shown again, but not")
                .append(" often enough.\n\n");
        if (baseline != null) {
            page.append("The last column compares the findings of the campaign that wrote this page with those of ")
                    .append(Markdown.code(baseline.name(), CELL_MAX))
                    .append(", by signature.\n\n");
        }
        Map<String, Long> ids = findings.stream().collect(Collectors.groupingBy(Finding::id, Collectors.counting()));
        page.append(row(
                List.of("id", "class", "severity", "status", "state", "operator", "observed", "last seen"),
                "baseline",
                baseline));
        page.append("|---|---|---|---|---|---|---|---|").append(baseline == null ? "\n" : "---|\n");
        for (Finding f : findings) {
            boolean shared = ids.getOrDefault(f.id(), 0L) > 1;
            page.append(row(cells(f, anchor(f, shared)), f.baseline() == null ? "" : word(f.baseline()), baseline));
        }
        for (Finding f : findings) {
            section(page, f, anchor(f, ids.getOrDefault(f.id(), 0L) > 1));
        }
        return page.toString();
    }

    private static String row(List<String> cells, String last, ReportData.@Nullable Baseline baseline) {
        return Markdown.row(
                baseline == null
                        ? cells
                        : Stream.concat(cells.stream(), Stream.of(last)).toList());
    }

    private static List<String> cells(Finding f, String anchor) {
        return List.of(
                "[" + Markdown.text(f.id(), CELL_MAX) + "](#" + anchor + ")",
                f.fault().text(),
                f.severity().text(),
                word(f.status()),
                word(f.state()),
                f.operator() == null ? "none" : Markdown.cell(f.operator(), CELL_MAX),
                Markdown.cell(f.observed(), CELL_MAX),
                Markdown.text(f.lastSeen(), CELL_MAX));
    }

    private static void section(StringBuilder page, Finding f, String anchor) {
        String operator = f.operator() == null ? "no operator" : f.operator();
        page.append("\n<a id=\"").append(anchor).append("\"></a>\n\n");
        page.append("## ").append(f.fault().text()).append(" in ").append(Markdown.code(operator, CELL_MAX));
        page.append("\n\n");
        item(page, "id", Markdown.code(f.id(), CELL_MAX));
        item(
                page,
                "status",
                word(f.status()) + ", " + word(f.state()) + ", severity "
                        + f.severity().text());
        item(
                page,
                "reproduced",
                f.reproduced().hits() + " of " + f.reproduced().runs() + " replays in fresh processes");
        item(page, "oracle", Markdown.text(f.oracle(), CELL_MAX));
        item(page, "observed", Markdown.code(f.observed(), TEXT_MAX));
        item(page, "expected", Markdown.code(f.expected(), TEXT_MAX));
        String factors = FactorText.line(f);
        if (!factors.isEmpty()) {
            item(page, "factors", Markdown.text(factors, TEXT_MAX));
        }
        item(page, "target", Markdown.code(f.target(), TEXT_MAX));
        item(
                page,
                "seen",
                "first " + Markdown.text(f.firstSeen(), CELL_MAX) + ", last " + Markdown.text(f.lastSeen(), CELL_MAX));
        item(page, "signature", Markdown.code(f.signature(), TEXT_MAX));
        if (!f.history().isEmpty()) {
            page.append("\nThese cases must ").append(CaseText.others(f.call())).append(":\n\n");
            StringBuilder lines = new StringBuilder();
            f.history().stream()
                    .limit(HISTORY_MAX)
                    .forEach(c -> lines.append(CaseText.line(c)).append('\n'));
            if (f.history().size() > HISTORY_MAX) {
                lines.append("… ").append(f.history().size() - HISTORY_MAX).append(" more, in the finding's JSON\n");
            }
            page.append(Markdown.block("", lines.toString(), CASE_MAX));
        }
        page.append("\nCase:\n\n").append(Markdown.block("", CaseText.lines(f.call()), CASE_MAX));
        if (!f.frames().isEmpty()) {
            page.append("\nFrames of the thread at fault:\n\n")
                    .append(Markdown.block(
                            "",
                            String.join(
                                    "\n", f.frames().stream().limit(FRAMES_MAX).toList()),
                            CASE_MAX));
        }
        page.append("\nReplay:\n\n").append(Markdown.block("sh", f.replay(), TEXT_MAX));
    }

    private static void item(StringBuilder page, String name, String text) {
        page.append("- ").append(name).append(": ").append(text).append('\n');
    }

    private static long count(List<Finding> findings, FindingStatus status) {
        return findings.stream().filter(f -> f.status() == status).count();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The same fault on two builds has one id; the build's hash keeps their places on the page apart. */
    private static String anchor(Finding f, boolean shared) {
        String build = shared ? "-" + f.environment().getOrDefault("sha256", "") : "";
        return "finding-" + (f.id() + build).replaceAll("[^A-Za-z0-9_.-]", "-");
    }
}
