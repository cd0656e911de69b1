package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.executor.Builds;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.executor.LocalContext;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A known crash of the default build, proven in real executors. */
final class FactorsOfABuildTests {
    private static final UnitLimits LIMITS = new UnitLimits(180, 10, 3L << 30);
    private static final Input.Array ZEROS = new Input.Array(Shape.of(1), DType.INT32, new Fill.Constant(0));
    private static final Case DIVISION = new Case(
            ProcessSettings.plain("cpu"), List.of(Step.of("broadcast_div", new TreeMap<>(), List.of(ZEROS, ZEROS))));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void wholeNumbersDividedByZeroNeedTheirTypeAndTheirValuesAndNoSetting() throws Exception {
        LaneContext context = new LocalContext(folder, Builds.one(), Map.of());
        Proof proof = Objects.requireNonNull(
                new PropertiesLane().run(unit(candidate(context)), context).proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        Map<String, Standing> standings =
                proof.factors().stream().collect(Collectors.toMap(Factor::name, Factor::standing));
        assertEquals(Standing.NEEDED, standings.get("fill"), proof::toString);
        assertEquals(Standing.IRRELEVANT, standings.get("engine"), proof::toString);
        assertEquals(Standing.IRRELEVANT, standings.get("oneDNN"), proof::toString);
        assertEquals(Standing.IRRELEVANT, standings.get("size"), proof::toString);
        // Another type of whole numbers shows it too; those with fractions do not.
        Factor dtype = proof.factors().stream()
                .filter(f -> f.name().equals("dtype"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("int64"), dtype.shows(), proof::toString);
        assertEquals(List.of("float32", "float64", "float16"), dtype.gone(), proof::toString);
    }

    private static Candidate candidate(LaneContext context) throws Exception {
        try (CaseRunner runner = new ExecutorClient(context, LIMITS, Oracles.all())) {
            Task task = new Task(1, DIVISION, Intent.VALID, 0, 1, List.of("survival"), true);
            Judged judged = runner.run(List.of(task)).get(0).notable().get(0);
            Verdict.Violated violated =
                    (Verdict.Violated) Objects.requireNonNull(judged.verdicts().get("survival"));
            String signature = Books.signature("broadcast_div", "survival", violated, judged.observation());
            return new Candidate(
                    signature, "broadcast_div", "survival", violated, DIVISION, 1, List.of(), judged.observation());
        }
    }

    private static WorkUnit unit(Candidate candidate) {
        return new WorkUnit(
                "c/0/0",
                "c",
                PropertiesLane.NAME,
                WorkUnit.Task.PROVE,
                0,
                1,
                List.of("broadcast_div"),
                List.of(),
                0,
                DIVISION.settings(),
                List.of(),
                LIMITS,
                candidate);
    }
}
