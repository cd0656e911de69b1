package dev.vigil.cli.node;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.worker.Capabilities;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of each message between nodes, with something in every part. */
final class Messages {
    static final String WORKER = "pekko://vigil@127.0.0.1:4711/user";
    static final Capabilities CAPABILITIES = new Capabilities(
            "w1",
            "linux",
            "x86_64",
            "a cpu",
            List.of("avx2"),
            2,
            1L << 33,
            List.of(new Capabilities.Gpu("a gpu", 1L << 34, "555.1")),
            List.of("gdb"),
            List.of("fast"),
            2);

    private static final Case CALL = new Case(
            ProcessSettings.plain("cpu"),
            List.of(Step.of(
                    "first",
                    new TreeMap<>(Map.of("axis", "1")),
                    List.of(
                            new Input.Array(
                                    Shape.of(2, 2), DType.FLOAT32, new Fill.Masked(new Fill.Constant(1), 3, 0.5, 1)),
                            new Input.Array(
                                    Shape.of(3), DType.FLOAT64, new Fill.Listed(List.of(1.5, Double.NaN, -0.0)))))));
    private static final Observation DIED = new Observation.Died(
            new ProcessEnd(ProcessEnd.Kind.ABORT, 134, 6, List.of("libx.so+0x1 f"), "oops", "SIGABRT", 1),
            "base/INVOKE");
    private static final Verdict.Violated VIOLATED = new Verdict.Violated(FaultClass.NAN_INF, "t", "o", "e");
    private static final Candidate CANDIDATE =
            new Candidate("first|survival|t", "first", "survival", VIOLATED, CALL, 7, List.of(CALL), DIED);

    static final List<ToWorker> TO_WORKER = List.of(
            new ToWorker.Here("pekko://vigil@127.0.0.1:7355/user/desk", 12),
            new ToWorker.Leased(
                    new Lease(
                            new WorkUnit(
                                    "c1/2/3",
                                    "c1",
                                    "properties",
                                    WorkUnit.Task.PROVE,
                                    2,
                                    -9,
                                    List.of("first"),
                                    List.of(new Knowledge("first", 1, "{}")),
                                    5,
                                    ProcessSettings.plain("cpu"),
                                    List.of("survival"),
                                    UnitLimits.USUAL,
                                    CANDIDATE,
                                    List.of("second")),
                            3,
                            1L << 41),
                    new Target("stock", "ab".repeat(32), "/opt/libmxnet.so", List.of("/opt")),
                    new Warrant("c1", List.of("ab".repeat(32)), 1L << 42, "a chain", "a signature")),
            new ToWorker.Accepted("c1/2/3", 3, true),
            new ToWorker.Revoked("c1/2/3", 3),
            new ToWorker.Drain());

    static final List<ToCoordinator> TO_COORDINATOR = List.of(
            new ToCoordinator.Seeking(WORKER),
            new ToCoordinator.Ready(WORKER, 1, CAPABILITIES),
            new ToCoordinator.Progress(WORKER, "c1/2/3", 3, 1L << 40, 2, "first"),
            new ToCoordinator.Finished(WORKER, 3, result("c1/2/3")),
            new ToCoordinator.GaveUp(WORKER, "c1/2/3", 3, "no disk", false),
            new ToCoordinator.Leaving(WORKER));

    private Messages() {}

    static UnitResult result(String unit) {
        return new UnitResult(
                unit,
                new Totals(3, 2, 1, 0, 9, 1),
                List.of(new Counter("first", "float32", "survival", "holds", 2)),
                List.of(new Coverage("first", 1, 1, 1, List.of("m"), false)),
                List.of(new Knowledge("first", 2, "{}")),
                List.of(new KeptCase("first", 7, KeptCase.Reason.CRASHED, CALL, DIED, null)),
                List.of(CANDIDATE),
                List.of(new Subject("first", Subject.Kind.DIRECT, null)),
                new Fingerprint("1.x", 10_901, "", List.of("OPENMP"), new TreeMap<>(Map.of("cpu", "a cpu"))),
                new Proof(
                        "first|survival|t",
                        FindingStatus.PROVEN,
                        new Reproduction(5, 5),
                        CALL,
                        List.of(),
                        VIOLATED,
                        DIED),
                List.of("a fault"),
                List.of("a note"));
    }
}
