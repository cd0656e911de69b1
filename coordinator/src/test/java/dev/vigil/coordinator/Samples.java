package dev.vigil.coordinator;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.worker.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A made-up target with made-up operators, and a lane that answers at once. */
final class Samples {
    static final Target TARGET = new Target("default", "cd".repeat(32), "/nowhere/libmxnet.so", List.of());
    static final Fingerprint PRINT = new Fingerprint("1.x", 10901, "", List.of("F"), new TreeMap<>());

    private Samples() {}

    /** A plain machine. */
    static Capabilities capabilities(int slots) {
        return new Capabilities(
                "box",
                "linux",
                "x86_64",
                "some model",
                List.of("avx2"),
                4,
                8L << 30,
                List.of(),
                List.of("gdb"),
                List.of("quiet"),
                slots);
    }

    /** The same campaign, of these lanes. */
    static CampaignSettings lanes(CampaignSettings one, LaneShare... lanes) {
        return one.withLanes(List.of(lanes));
    }

    static CampaignSettings settings(double minutes, int slots, PlanMode plan, String... globs) {
        return settingsOn("cpu", minutes, slots, plan, globs);
    }

    static CampaignSettings settingsOn(String device, double minutes, int slots, PlanMode plan, String... globs) {
        return new CampaignSettings(
                "quick",
                new TargetSpec("default", List.of()),
                minutes,
                42,
                device,
                slots,
                List.of(globs),
                List.of(),
                null,
                plan,
                700);
    }

    static List<String> operators(int count) {
        return IntStream.range(0, count).mapToObj(i -> "op" + (1000 + i)).toList();
    }

    static Case call(String operator) {
        return new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of())));
    }

    static Candidate candidate(String operator, String detail) {
        Verdict.Violated violation = new Verdict.Violated(FaultClass.CRASH, "signal 11", "died", "an answer");
        Observation died = new Observation.Died(
                new ProcessEnd(
                        ProcessEnd.Kind.SEGMENTATION_FAULT, 139, 11, List.of("lib f"), "", "signal 11", 1L << 20),
                "base/invoke");
        return new Candidate(
                operator + "|survival|" + detail + "|lib f",
                operator,
                "survival",
                violation,
                call(operator),
                7,
                List.of(),
                died);
    }

    static Proof proof(Candidate c, int hits) {
        return new Proof(
                c.signature(),
                hits >= 4 ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                new Reproduction(hits, 5),
                c.call(),
                List.of(),
                c.violation(),
                c.observation());
    }

    static UnitResult result(
            WorkUnit unit, Totals totals, List<Coverage> coverage, List<Knowledge> knowledge, List<Candidate> found) {
        return new UnitResult(
                unit.id(), totals, List.of(), coverage, knowledge, List.of(), found, List.of(), null, null, List.of(),
                List.of());
    }

    /** The same, when time has ended the proof after two replays. */
    static UnitResult cutShort(UnitResult whole, int hits) {
        Proof proof = java.util.Objects.requireNonNull(whole.proof());
        return new UnitResult(
                whole.unit(),
                whole.totals(),
                whole.counters(),
                whole.coverage(),
                whole.knowledge(),
                whole.kept(),
                whole.candidates(),
                whole.subjects(),
                whole.fingerprint(),
                new Proof(
                        proof.signature(),
                        FindingStatus.UNSTABLE,
                        new Reproduction(hits, 2),
                        0,
                        proof.call(),
                        proof.history(),
                        proof.violation(),
                        proof.observation(),
                        proof.factors(),
                        true),
                whole.faults(),
                whole.notes());
    }

    /** What an honest lane would answer; every operator whose number ends in 7 has a fault. */
    static UnitResult answer(WorkUnit unit, int operators) {
        return switch (unit.task()) {
            case DESCRIBE ->
                new UnitResult(
                        unit.id(),
                        Totals.NONE,
                        List.of(),
                        List.of(),
                        operators(operators).stream()
                                .map(o -> new Knowledge(o, 0, "{}"))
                                .toList(),
                        List.of(),
                        List.of(),
                        operators(operators).stream()
                                .map(o -> new Subject(o, Subject.Kind.DIRECT, null))
                                .toList(),
                        PRINT,
                        null,
                        List.of(),
                        List.of());
            case LEARN ->
                result(
                        unit,
                        new Totals(unit.cases(), unit.cases(), 0, 0, unit.cases(), 0),
                        List.of(),
                        unit.subjects().stream()
                                .map(s -> new Knowledge(s, 1, "{}"))
                                .toList(),
                        List.of());
            case EXPLORE -> {
                List<Coverage> coverage = new ArrayList<>();
                List<Candidate> found = new ArrayList<>();
                for (String s : unit.subjects()) {
                    coverage.add(
                            new Coverage(s, 10, 9, 2, List.of("call:" + unit.round(), "call:x" + unit.round()), false));
                    if (s.endsWith("7")) {
                        found.add(candidate(s, "template"));
                    }
                }
                yield result(
                        unit,
                        new Totals(unit.cases(), unit.cases() - 1, 1, 0, unit.cases(), found.size()),
                        coverage,
                        List.of(),
                        found);
            }
            case GATHER -> result(unit, Totals.NONE, List.of(), List.of(), List.of());
            case PROVE -> {
                Candidate c = java.util.Objects.requireNonNull(unit.candidate());
                yield new UnitResult(
                        unit.id(),
                        new Totals(5, 5, 0, 0, 5, 5),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        proof(c, 5),
                        List.of(),
                        List.of());
            }
        };
    }
}
