package dev.vigil.reports.allure;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.observation.Frame;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import dev.vigil.model.wire.Wire;
import dev.vigil.reports.CaseText;
import dev.vigil.reports.CellTable;
import dev.vigil.reports.FactorText;
import dev.vigil.reports.Ledger;
import dev.vigil.reports.LockCircle;
import dev.vigil.reports.LockStacks;
import dev.vigil.reports.MemoryLine;
import dev.vigil.reports.OperatorCoverage;
import dev.vigil.reports.PlainText;
import dev.vigil.reports.ReportData;
import dev.vigil.reports.ReportData.HarnessFault;
import dev.vigil.reports.ReportData.OracleCount;
import io.qameta.allure.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the report has entries for: findings, faults of ours, excluded operators, and each operator with each oracle.
 * Their number is bounded; when there would be more, operators' oracles are merged, then what has the least to say.
 */
final class Entries {
    /** Pages with more take too long to show. */
    static final int MAX = 5_000;

    static final String UNPROVEN = "violated, not proven: ";
    static final String FAULT = "harness fault: ";
    static final String INCONCLUSIVE = "inconclusive: ";

    private static final int FINDINGS_MAX = 2_000;
    private static final int FAULTS_MAX = 100;
    private static final int EXCLUDED_MAX = 400;
    private static final int LINE_MAX = 1_000;
    private static final int PLACE_MAX = 80;
    private static final int JSON_MAX = 40_000;
    private static final int FRAMES_MAX = 64;

    private final ReportData data;
    private final Map<String, List<Finding>> byOperator = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    private Entries(ReportData data) {
        this.data = data;
        for (Finding finding : data.findings()) {
            if (finding.state() == FindingState.FIXED) {
                continue;
            }
            byOperator
                    .computeIfAbsent(Objects.requireNonNullElse(finding.operator(), ""), k -> new ArrayList<>())
                    .add(finding);
        }
    }

    static List<Entry> of(ReportData data) {
        Entries made = new Entries(data);
        made.findings();
        made.cells();
        made.faults();
        made.excluded();
        made.operators();
        return made.entries;
    }

    /** How the message of a failed entry begins, so that a category finds it. */
    static String mark(FaultClass fault) {
        return "[" + fault.text() + "] ";
    }

    private void findings() {
        List<Finding> sorted = data.findings().stream().sorted(Ledger.ORDER).toList();
        sorted.stream().limit(FINDINGS_MAX).forEach(f -> entries.add(finding(f)));
        if (sorted.size() > FINDINGS_MAX) {
            int more = sorted.size() - FINDINGS_MAX;
            entries.add(plain(
                    "findings|more",
                    more + " more findings",
                    List.of("findings", "more"),
                    Status.FAILED,
                    mark(FaultClass.OTHER) + more + " more findings are in " + Ledger.JSON + " and " + Ledger.MARKDOWN,
                    ""));
        }
    }

    private Entry finding(Finding f) {
        String operator = operator(f.operator());
        boolean proven = f.status() == FindingStatus.PROVEN;
        boolean fixed = f.state() == FindingState.FIXED;
        String line = mark(f.fault()) + PlainText.oneLine(f.observed(), LINE_MAX);
        List<String[]> parameters = new ArrayList<>();
        parameters.add(pair("id", f.id()));
        parameters.add(pair(
                "reproduced", f.reproduced().hits() + " of " + f.reproduced().runs()));
        parameters.add(pair("status", word(f.status()) + ", " + word(f.state())));
        parameters.add(pair("signature", f.signature()));
        parameters.add(pair("seed", Long.toString(f.seed())));
        if (f.baseline() != null) {
            parameters.add(pair("baseline", word(f.baseline())));
        }
        String factors = FactorText.line(f);
        if (!factors.isEmpty()) {
            parameters.add(pair("factors", factors));
        }
        List<Entry.Attached> attached = new ArrayList<>();
        attached.add(text("replay command", f.replay()));
        attached.add(text("case", CaseText.lines(f.call())));
        attached.add(json("case.json", f.call()));
        if (!f.history().isEmpty()) {
            attached.add(json("history.json (" + CaseText.others(f.call()) + ")", f.history()));
        }
        attached.add(text("observed and expected", "observed: " + f.observed() + "\nexpected: " + f.expected()));
        if (!f.frames().isEmpty()) {
            attached.add(text(
                    "frames",
                    String.join("\n", f.frames().stream().limit(FRAMES_MAX).toList())));
        }
        Observation observation = data.observations().get(f.id());
        if (observation != null) {
            attached.add(json("observation.json", observation));
        }
        if (observation instanceof Observation.Grew grew) {
            attached.add(svg("memory over iterations", MemoryLine.svg(grew)));
        }
        if (observation instanceof Observation.Circled circled) {
            attached.add(svg("locks in a circle", LockCircle.svg(circled)));
        }
        if (observation instanceof Observation.Circled || observation instanceof Observation.Withheld) {
            attached.add(text("stacks", LockStacks.text(observation)));
        }
        return new Entry(
                "finding|" + f.id(),
                f.fault().text() + " in " + operator + place(f) + " (" + f.id() + ")",
                List.of("findings", f.fault().text(), operator),
                operator,
                f.oracle(),
                severity(f.severity()),
                fixed ? Status.PASSED : Status.FAILED,
                !proven && !fixed,
                (fixed ? "fixed: held in every replay; before: " : "")
                        + line + "\nexpected: " + PlainText.oneLine(f.expected(), LINE_MAX)
                        // Behind the rest, for a category finds an entry by how its message begins.
                        + (f.state() == FindingState.REGRESSED ? "\nregressed: it was fixed before" : ""),
                "replay: " + f.replay() + "\n"
                        + String.join(
                                "\n", f.frames().stream().limit(FRAMES_MAX).toList()),
                proven ? "" : "Shown again, but not often enough to count as proven.",
                parameters,
                attached);
    }

    /** Where it shows, when others of its kind and operator would have the same name. */
    private String place(Finding f) {
        boolean alone = byOperator.getOrDefault(Objects.requireNonNullElse(f.operator(), ""), List.of()).stream()
                .noneMatch(other -> !other.id().equals(f.id()) && other.fault() == f.fault());
        String frame = alone ? "" : Frame.first(f.frames());
        return frame.isEmpty() ? "" : " at " + PlainText.oneLine(frame, PLACE_MAX);
    }

    private void cells() {
        if (data.cells().isEmpty()) {
            return;
        }
        CellTable table = new CellTable(data.cells());
        entries.add(new Entry(
                "cells",
                "starts of fresh processes",
                List.of("cells"),
                "cells",
                "cells",
                null,
                Status.PASSED,
                false,
                table.total() + "\n" + table.rate(),
                "",
                "Each start is an attempt in a cell: operators, engine, threads, load and way to leave. Faults are entries of their own.",
                List.of(),
                List.of(
                        svg("by first operator and load", table.byOperatorAndLoad()),
                        svg("by way to leave and engine", table.byLeaveAndEngine()),
                        text("cells", table.text()))));
    }

    private static Entry.Attached svg(String name, String picture) {
        return new Entry.Attached(name, "image/svg+xml", "svg", picture);
    }

    private void faults() {
        List<HarnessFault> sorted = data.faults().stream()
                .sorted(Comparator.comparingLong(HarnessFault::times).reversed().thenComparing(HarnessFault::text))
                .toList();
        for (HarnessFault fault : sorted.subList(0, Math.min(sorted.size(), FAULTS_MAX))) {
            String line = PlainText.oneLine(fault.text(), LINE_MAX);
            entries.add(plain(
                    "fault|" + line,
                    PlainText.oneLine(fault.text(), 120),
                    List.of("harness faults"),
                    Status.BROKEN,
                    FAULT + line + " (" + fault.times() + " times)",
                    "A fault of the harness or the machine; it says nothing of the build."));
        }
        if (sorted.size() > FAULTS_MAX) {
            entries.add(plain(
                    "fault|more",
                    sorted.size() - FAULTS_MAX + " more harness faults",
                    List.of("harness faults"),
                    Status.BROKEN,
                    FAULT + (sorted.size() - FAULTS_MAX) + " more kinds, each seen less often",
                    ""));
        }
    }

    private void excluded() {
        List<OperatorCoverage> excluded = data.coverage().stream()
                .filter(c -> c.kind() == Subject.Kind.EXCLUDED)
                .sorted(Comparator.comparing(OperatorCoverage::operator))
                .toList();
        for (OperatorCoverage operator : excluded.subList(0, Math.min(excluded.size(), EXCLUDED_MAX))) {
            entries.add(plain(
                    "excluded|" + operator.operator(),
                    operator.operator(),
                    List.of("excluded operators"),
                    Status.SKIPPED,
                    PlainText.oneLine(Objects.requireNonNullElse(operator.reason(), "no reason given"), LINE_MAX),
                    ""));
        }
        if (excluded.size() > EXCLUDED_MAX) {
            int more = excluded.size() - EXCLUDED_MAX;
            entries.add(plain(
                    "excluded|more",
                    more + " more excluded operators",
                    List.of("excluded operators"),
                    Status.SKIPPED,
                    "shown by `vigil ops`",
                    ""));
        }
    }

    private void operators() {
        Map<String, Map<String, OracleCount>> counts = new TreeMap<>();
        for (OracleCount count : data.counts()) {
            counts.computeIfAbsent(count.operator(), k -> new TreeMap<>())
                    .merge(label(count), count, OracleCount::plus);
        }
        Map<String, OperatorCoverage> coverage =
                data.coverage().stream().collect(Collectors.toMap(OperatorCoverage::operator, c -> c, (a, b) -> a));
        int room = MAX - entries.size();
        long separate = counts.values().stream().mapToLong(Map::size).sum();
        if (separate <= room) {
            counts.forEach((operator, oracles) ->
                    oracles.forEach((label, c) -> entries.add(operator(operator, List.of(c), label, coverage, ""))));
            return;
        }
        String why = "Merged over oracles: the report would have had " + (separate + entries.size()) + " entries, and "
                + MAX + " is the most that it shows.";
        List<Entry> merged = new ArrayList<>();
        counts.forEach((operator, oracles) ->
                merged.add(operator(operator, List.copyOf(oracles.values()), "all oracles", coverage, why)));
        if (merged.size() <= room) {
            entries.addAll(merged);
            return;
        }
        // Failed and broken ones first: what holds has the least to say.
        merged.sort(Comparator.comparing(Entry::status).thenComparing(Entry::key));
        entries.addAll(merged.subList(0, room - 1));
        List<Entry> rest = merged.subList(room - 1, merged.size());
        Status worst = rest.get(0).status();
        entries.add(plain(
                "operators|more",
                rest.size() + " more operators",
                List.of("operators", "more"),
                worst,
                worst == Status.PASSED ? "" : "shown by `vigil ops`",
                why));
    }

    /** Two lanes may ask by oracles of one name: those of the main lane have it. */
    private String label(OracleCount count) {
        return inMainLane(count) ? count.oracle() : count.oracle() + " (" + count.lane() + ")";
    }

    private boolean inMainLane(OracleCount count) {
        return count.lane().equals(data.campaign().settings().mainLane());
    }

    private Entry operator(
            String operator,
            List<OracleCount> counts,
            String oracle,
            Map<String, OperatorCoverage> coverage,
            String description) {
        List<Finding> findings = byOperator.getOrDefault(operator, List.of()).stream()
                .filter(f -> counts.stream()
                        .anyMatch(c -> c.oracle().equals(f.oracle())
                                && c.lane().equals(f.call().lane())))
                .sorted(Ledger.ORDER)
                .toList();
        OracleCount sum = counts.stream().reduce(OracleCount::plus).orElseThrow();
        Judgement judgement = judge(findings, sum);
        List<String[]> parameters = new ArrayList<>();
        parameters.add(pair("holds", sum.holds()));
        parameters.add(pair("violated", sum.violated()));
        parameters.add(pair("inconclusive", sum.inconclusive()));
        if (counts.size() > 1) {
            counts.forEach(
                    c -> parameters.add(pair(label(c), c.holds() + " / " + c.violated() + " / " + c.inconclusive())));
        }
        OperatorCoverage reached = coverage.get(operator);
        if (reached != null && counts.stream().anyMatch(this::inMainLane)) {
            parameters.add(pair("meant valid", reached.meantValid()));
            parameters.add(pair("valid", reached.valid()));
            parameters.add(pair("hostile", reached.hostile()));
            parameters.add(
                    pair("distinct valid calls", reached.distinct() + (reached.exhausted() ? " (exhausted)" : "")));
        }
        return new Entry(
                "operator|" + operator + "|" + oracle,
                operator + " · " + oracle,
                List.of("operators", operator),
                operator,
                oracle,
                findings.isEmpty() ? null : severity(findings.get(0).severity()),
                judgement.status(),
                judgement.flaky(),
                judgement.message(),
                "",
                description,
                parameters,
                judgement.status() == Status.BROKEN ? unjudged(operator) : List.of());
    }

    /** An oracle that could never tell could not tell of this one either. */
    private List<Entry.Attached> unjudged(String operator) {
        KeptCase kept = data.unjudged().get(operator);
        return kept == null
                ? List.of()
                : List.of(
                        text("a case that could not be judged", CaseText.lines(kept.call())),
                        json("observation.json", kept.observation()));
    }

    private record Judgement(Status status, boolean flaky, String message) {}

    private static Judgement judge(List<Finding> findings, OracleCount sum) {
        boolean proven = findings.stream().anyMatch(f -> f.status() == FindingStatus.PROVEN);
        if (proven || sum.violated() > 0) {
            String ids = findings.stream().limit(20).map(Finding::id).collect(Collectors.joining(", "));
            String message = proven
                    ? mark(findings.get(0).fault()) + "findings: " + ids
                    : UNPROVEN + sum.violated() + " times" + (ids.isEmpty() ? "" : "; unstable: " + ids);
            return new Judgement(Status.FAILED, !proven && !findings.isEmpty(), message);
        }
        if (sum.holds() == 0 && sum.inconclusive() > 0) {
            return new Judgement(
                    Status.BROKEN, false, INCONCLUSIVE + "all " + sum.inconclusive() + " times, never judged");
        }
        return new Judgement(Status.PASSED, false, "");
    }

    private static Entry plain(
            String key, String name, List<String> suites, Status status, String message, String description) {
        return new Entry(
                key,
                name,
                suites,
                name,
                suites.get(0),
                null,
                status,
                false,
                message,
                "",
                description,
                List.of(),
                List.of());
    }

    private static String operator(@org.jspecify.annotations.Nullable String operator) {
        return operator == null ? "no operator" : operator;
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "blocker";
            case HIGH -> "critical";
            case MEDIUM -> "normal";
            case LOW -> "minor";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String[] pair(String name, Object value) {
        return new String[] {name, value.toString()};
    }

    private static Entry.Attached text(String name, String text) {
        return new Entry.Attached(name, "text/plain", "txt", PlainText.block(text, JSON_MAX));
    }

    private static Entry.Attached json(String name, Object value) {
        return new Entry.Attached(
                name, "application/json", "json", PlainText.block(Wire.toPrettyJson(value), JSON_MAX));
    }
}
