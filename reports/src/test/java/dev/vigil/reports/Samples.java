package dev.vigil.reports;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.reports.ReportData.Baseline;
import dev.vigil.reports.ReportData.Candidates;
import dev.vigil.reports.ReportData.HarnessFault;
import dev.vigil.reports.ReportData.LaneSum;
import dev.vigil.reports.ReportData.Losses;
import dev.vigil.reports.ReportData.OracleCount;
import dev.vigil.reports.ReportData.PastCampaign;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A small campaign with something of everything in it. */
public final class Samples {
    public static final long STARTED = 1_795_500_000_000L;

    private Samples() {}

    public static Campaign campaign(String id) {
        return new Campaign(
                id,
                new CampaignSettings(
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
                        100),
                new Target("default", "ab".repeat(32), "/cache/libmxnet.so", List.of("/cache")),
                Campaign.State.FINISHED,
                STARTED,
                STARTED + 300_500,
                300_500,
                new Fingerprint(
                        "1.x",
                        10901,
                        "3a19f0e50d741d2c",
                        List.of("MKLDNN", "OPENMP"),
                        new TreeMap<>(Map.of("cpu", "X"))));
    }

    public static Case call(String operator) {
        return new Case(
                ProcessSettings.plain("cpu"),
                List.of(
                        Step.of(
                                "first_step",
                                new TreeMap<>(),
                                List.of(new Input.Array(Shape.of(4), DType.INT32, new Fill.Range(0, 1)))),
                        new Step(
                                operator,
                                new TreeMap<>(Map.of("axis", "-1", "mode", "we|rd `x` <b>")),
                                List.of(
                                        new Input.Array(Shape.of(2, 0, 3), DType.FLOAT32, new Fill.Uniform(7, -1, 1.5)),
                                        new Input.StepOutput(0, 0)),
                                List.of(GradRequest.WRITE, GradRequest.NULL),
                                true)));
    }

    public static Finding finding(String id, String operator, FaultClass fault, FindingStatus status) {
        boolean crash = fault == FaultClass.CRASH;
        return new Finding(
                Finding.SCHEMA,
                id,
                status,
                FindingState.OPEN,
                operator + "|survival|signal 11|mxnet::op::Kernel",
                "g1",
                operator,
                crash ? "survival" : "cross-dtype",
                fault,
                fault.severity(),
                call(operator),
                crash ? "SIGSEGV in | base/invoke\n<script>alert('x')</script> *bold*" : "float16 gives 3.5, 0x1.8p1",
                "an answer or an error",
                new Reproduction(status == FindingStatus.PROVEN ? 5 : 1, 5),
                List.of("threads=1"),
                "default",
                new TreeMap<>(Map.of("version", "1.9.1")),
                99,
                "2026-11-24T06:40:01Z",
                "2026-11-24T06:43:00Z",
                "./vigil replay " + id,
                crash ? List.of(call("warm_up")) : List.of(),
                crash ? List.of("libmxnet.so+0x1234 mxnet::op::Kernel", "libc.so.6+0x9 start_thread") : List.of(),
                null,
                List.of(
                        new Factor("threads", "1", false, Factor.Standing.NEEDED, List.of(), List.of("default")),
                        new Factor("oneDNN", "on", true, Factor.Standing.IRRELEVANT, List.of("off"), List.of()),
                        new Factor("dtype", "int32", true, Factor.Standing.UNKNOWN, List.of(), List.of())));
    }

    /** The same finding, proven on the build with that hash. */
    static Finding on(Finding f, String sha) {
        return new Finding(
                f.schema(),
                f.id(),
                f.status(),
                f.state(),
                f.signature(),
                f.group(),
                f.operator(),
                f.oracle(),
                f.fault(),
                f.severity(),
                f.call(),
                f.observed(),
                f.expected(),
                f.reproduced(),
                f.factors(),
                f.target(),
                new TreeMap<>(Map.of("sha256", sha)),
                f.seed(),
                f.firstSeen(),
                f.lastSeen(),
                f.replay(),
                f.history(),
                f.frames());
    }

    /** The same campaign with another outcome. */
    static ReportData with(
            ReportData d,
            Totals totals,
            List<Finding> findings,
            Candidates candidates,
            Losses losses,
            @Nullable Baseline baseline) {
        return new ReportData(
                d.campaign(),
                totals,
                d.lanes(),
                d.counts(),
                d.coverage(),
                findings,
                d.ledger(),
                d.observations(),
                d.unjudged(),
                candidates,
                d.replays(),
                losses,
                baseline,
                d.faults(),
                d.notes(),
                d.previous(),
                d.cells());
    }

    /** The same campaign with these findings. */
    /** The same campaign with these lanes and cells. */
    static ReportData with(ReportData d, List<LaneSum> lanes, List<ReportData.CellCount> cells) {
        return new ReportData(
                d.campaign(),
                d.totals(),
                lanes,
                d.counts(),
                d.coverage(),
                d.findings(),
                d.ledger(),
                d.observations(),
                d.unjudged(),
                d.candidates(),
                d.replays(),
                d.losses(),
                d.baseline(),
                d.faults(),
                d.notes(),
                d.previous(),
                cells);
    }

    public static ReportData with(ReportData d, List<Finding> findings) {
        return with(d, d.totals(), findings, d.candidates(), d.losses(), d.baseline());
    }

    public static ReportData data(String id, List<PastCampaign> previous) {
        Finding crash = finding("F-0001", "op_crash", FaultClass.CRASH, FindingStatus.PROVEN);
        Finding value = finding("F-0002", "op_value", FaultClass.WRONG_VALUE, FindingStatus.UNSTABLE);
        Finding old = new Finding(
                Finding.SCHEMA,
                "F-0000",
                FindingStatus.PROVEN,
                FindingState.FIXED,
                "s",
                "g0",
                null,
                "survival",
                FaultClass.LEAK,
                FaultClass.LEAK.severity(),
                call("op_old"),
                "grew",
                "stays",
                new Reproduction(3, 3),
                List.of(),
                "default",
                new TreeMap<>(),
                1,
                "2026-11-20T00:00:00Z",
                "2026-11-21T00:00:00Z",
                "./vigil replay F-0000",
                null,
                null);
        return new ReportData(
                campaign(id),
                new Totals(1_000_000, 980_000, 19_500, 500, 2_400_000, 123),
                List.of(new LaneSum(CampaignSettings.USUAL_LANE, 1, 40, 290_000, 1_000_000, 3, 4, 1, 1)),
                List.of(
                        new OracleCount(CampaignSettings.USUAL_LANE, "op_crash", "survival", 900, 3, 1),
                        new OracleCount(CampaignSettings.USUAL_LANE, "op_crash", "repeat", 900, 0, 4),
                        new OracleCount(CampaignSettings.USUAL_LANE, "op_value", "cross-dtype", 10, 2, 0),
                        new OracleCount(CampaignSettings.USUAL_LANE, "op_unproven", "repeat", 10, 2, 0),
                        new OracleCount(CampaignSettings.USUAL_LANE, "op_mute", "repeat", 0, 0, 7)),
                coverage(),
                List.of(value, crash),
                List.of(old, value, crash),
                Map.of(
                        "F-0001",
                        new Observation.Died(
                                new ProcessEnd(
                                        ProcessEnd.Kind.SEGMENTATION_FAULT,
                                        139,
                                        11,
                                        List.of(),
                                        "last words",
                                        "signal 11",
                                        1 << 20),
                                "base/invoke")),
                Map.of(),
                new Candidates(1, 4, 0, 0, 0),
                new ReportData.Replays(4, 2, 1, 0, 1),
                Losses.NONE,
                null,
                List.of(new HarnessFault("lane host 3 did not answer\nin time", 2)),
                List.of("12 cases unrun: executor did not start"),
                previous,
                List.of());
    }

    public static List<OperatorCoverage> coverage() {
        return List.of(
                covered("op_crash", 400, 380, 25, false),
                covered("op_value", 100, 60, 7, true),
                covered("op_unproven", 100, 99, 19, false),
                covered("op_mute", 50, 0, 0, true),
                new OperatorCoverage(
                        "op_files", Subject.Kind.EXCLUDED, "touches files", 0, 0, 0, 0, false, List.of(), List.of()),
                new OperatorCoverage(
                        "_backward_op",
                        Subject.Kind.GRADIENT,
                        "gradient of op_crash",
                        0,
                        0,
                        0,
                        0,
                        false,
                        List.of(),
                        List.of()));
    }

    private static OperatorCoverage covered(String name, long meant, long valid, long distinct, boolean exhausted) {
        return new OperatorCoverage(
                name,
                Subject.Kind.DIRECT,
                null,
                meant,
                valid,
                10,
                distinct,
                exhausted,
                List.of(
                        new OperatorCoverage.Declared("mode", List.of("'clip'", "'wrap'"), "'clip'"),
                        new OperatorCoverage.Declared("axis", List.of(), "-1"),
                        new OperatorCoverage.Declared("keepdims", List.of("False", "True"), "False")),
                valid == 0 ? List.of() : List.of("attr:mode=clip", "attr:axis=-1", "attr:axis=0", "keepdims=1"));
    }

    /** Many operators, each with many oracles. */
    public static ReportData large(int operators, int oracles, int findings) {
        List<OracleCount> counts = new ArrayList<>();
        for (int o = 0; o < operators; o++) {
            for (int r = 0; r < oracles; r++) {
                counts.add(
                        new OracleCount(CampaignSettings.USUAL_LANE, "operator_" + o, "oracle_" + r, 1000 + o, 0, r));
            }
        }
        List<Finding> found = new ArrayList<>();
        for (int f = 0; f < findings; f++) {
            found.add(finding("F-" + f, "operator_" + f, FaultClass.CRASH, FindingStatus.PROVEN));
        }
        return new ReportData(
                campaign("large"),
                Totals.NONE,
                List.of(),
                counts,
                List.of(),
                found,
                found,
                Map.of(),
                Map.of(),
                new Candidates(0, 0, 0, 0, 0),
                ReportData.Replays.NONE,
                Losses.NONE,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
