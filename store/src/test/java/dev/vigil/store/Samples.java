package dev.vigil.store;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Small honest records for tests of the store. */
final class Samples {
    static final Target TARGET = new Target("default", "ab".repeat(32), "/nowhere/libmxnet.so", List.of("/nowhere"));

    static final CampaignSettings SETTINGS = new CampaignSettings(
            "quick",
            new TargetSpec("default", List.of()),
            5,
            42,
            "cpu",
            2,
            List.of(),
            List.of(),
            null,
            CampaignSettings.PlanMode.ADAPTIVE,
            100);

    static final Results.FindingMaker MAKER = new Results.FindingMaker() {
        @Override
        public Finding make(Proof proof, Candidate candidate, @Nullable Finding earlier) {
            return finding(proof, candidate, earlier);
        }

        @Override
        public Finding replayed(Proof proof, Finding earlier, Replay outcome) {
            FindingState after = switch (outcome) {
                case STILL_THERE, UNDECIDED -> earlier.state();
                case FIXED, STILL_FIXED -> FindingState.FIXED;
                case REGRESSED -> FindingState.REGRESSED;
            };
            boolean there = proof.reproduced().hits() > 0;
            return earlier.replayed(
                    after,
                    earlier.reproduced(),
                    there ? "2026-11-25T00:00:00Z" : earlier.lastSeen(),
                    new Finding.Place(earlier.target(), earlier.environment(), earlier.replay()));
        }
    };

    private Samples() {}

    static Case call(String operator) {
        return new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of())));
    }

    static Observation died() {
        return new Observation.Died(
                new ProcessEnd(
                        ProcessEnd.Kind.SEGMENTATION_FAULT, 139, 11, List.of("lib+0x1 f"), "", "signal 11", 1L << 20),
                "base/invoke");
    }

    static Verdict.Violated violated() {
        return new Verdict.Violated(FaultClass.CRASH, "signal 11", "died", "an answer");
    }

    static Candidate candidate(String operator, String oracle, String detail) {
        return new Candidate(
                operator + "|" + oracle + "|" + detail + "|f",
                operator,
                oracle,
                violated(),
                call(operator),
                7,
                List.of(),
                died());
    }

    static Proof proof(Candidate c, int hits, FindingStatus status) {
        return new Proof(
                c.signature(), status, new Reproduction(hits, 5), c.call(), List.of(), c.violation(), c.observation());
    }

    static WorkUnit unit(String campaign, int index, WorkUnit.Task task, String... subjects) {
        return unit(campaign, index, task, null, subjects);
    }

    static WorkUnit unit(
            String campaign, int index, WorkUnit.Task task, @Nullable Candidate candidate, String... subjects) {
        return new WorkUnit(
                campaign + "/1/" + index,
                campaign,
                "properties",
                task,
                1,
                index,
                List.of(subjects),
                List.of(),
                task == WorkUnit.Task.PROVE ? 0 : 100,
                ProcessSettings.plain("cpu"),
                List.of(),
                UnitLimits.USUAL,
                candidate);
    }

    static UnitResult empty(String unit) {
        return result(unit, List.of(), List.of(), null);
    }

    static UnitResult result(String unit, List<Coverage> coverage, List<Candidate> candidates, @Nullable Proof proof) {
        return new UnitResult(
                unit,
                new Totals(10, 8, 1, 1, 20, 1),
                List.of(
                        new Counter("op", "float32", "survival", "holds", 9),
                        new Counter("op", "float32", "survival", "violated", 1),
                        new Counter("op", "int8", "survival", "holds", 5)),
                coverage,
                List.of(new Knowledge("op", 1, "{\"a\":1}")),
                List.of(new KeptCase("op", 7, KeptCase.Reason.CRASHED, call("op"), died(), "s")),
                candidates,
                List.of(),
                null,
                proof,
                List.of("a fault of ours"),
                List.of("a note"));
    }

    static Finding finding(Proof proof, Candidate c, @Nullable Finding earlier) {
        return new Finding(
                Finding.SCHEMA,
                "VF-" + Rows.sha256(c.signature()).substring(0, 10),
                proof.status(),
                earlier == null ? FindingState.OPEN : earlier.state(),
                c.signature(),
                "VG-1",
                c.operator(),
                c.oracle(),
                FaultClass.CRASH,
                FaultClass.CRASH.severity(),
                proof.call(),
                "died",
                "an answer",
                proof.reproduced(),
                List.of(),
                "default",
                new TreeMap<>(),
                7,
                earlier == null ? "2026-11-24T00:00:00Z" : earlier.firstSeen(),
                "2026-11-24T05:00:00Z",
                "./vigil replay",
                List.of(),
                List.of());
    }
}
