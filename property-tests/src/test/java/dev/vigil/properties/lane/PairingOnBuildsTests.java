package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.executor.Builds;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.executor.LocalContext;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs that a real build has are found without being named, hold there, and show a fault of one of the two. */
final class PairingOnBuildsTests {
    private static final ProcessSettings SETTINGS = ProcessSettings.plain("cpu");
    /** Among them two that square, two that add, and three pairs that undo each other. */
    private static final Set<String> OPERATORS = Set.of(
            "exp",
            "log",
            "square",
            "sqrt",
            "rsqrt",
            "reciprocal",
            "_np_copy",
            "sin",
            "elemwise_add",
            "elemwise_mul",
            "broadcast_add",
            "broadcast_sub");

    private static final int CASES = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private List<Outcome> found(Path build, Map<String, String> environment, List<String> own) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        TaskSource source = new TaskSource();
        try (ExecutorClient client =
                new ExecutorClient(new LocalContext(folder, build, environment), UnitLimits.USUAL, Oracles.all())) {
            List<Signature> signatures = client.describe(SETTINGS).operators().stream()
                    .filter(info -> OPERATORS.contains(info.name()))
                    .map(Signature::parse)
                    .toList();
            Pairing.Bench bench = new Pairing.Bench() {
                @Override
                public Task task(Case call) {
                    return source.task(call, Intent.PROBE, 1, List.of("pairs"));
                }

                @Override
                public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
                    List<Outcome> ran = client.run(tasks);
                    outcomes.addAll(ran);
                    return ran;
                }

                @Override
                public boolean late() {
                    return false;
                }
            };
            Draw.during(() -> {
                new Pairing(signatures, SETTINGS, new Draw(new Draw.Generators(), 1), bench).run(own, CASES);
                return outcomes;
            });
        }
        return outcomes;
    }

    private static String names(Outcome outcome) {
        Case call = outcome.task().call();
        return call.steps().stream().map(Step::operator).collect(Collectors.joining(" "));
    }

    @Test
    void pairsOfTheDefaultBuildHold() throws Exception {
        Set<String> held = new TreeSet<>();
        int asked = 0;
        for (Outcome outcome : found(Builds.one(), Map.of(), List.of("log", "square", "sqrt", "elemwise_add"))) {
            Tally tally = outcome.tallies().getOrDefault("pairs", Tally.NONE);
            assertEquals(0, tally.violated(), () -> names(outcome) + outcome.notable());
            asked++;
            if (tally.holds() > 0) {
                held.add(names(outcome));
            }
        }
        assertTrue(
                held.containsAll(Set.of(
                        "elemwise_add broadcast_add",
                        "elemwise_add broadcast_sub",
                        "exp log",
                        "sqrt square",
                        "square sqrt")),
                held.toString());
        assertTrue(held.stream().anyMatch(names -> names.split(" ").length == 3), held.toString());
        assertTrue(asked <= CASES, "asked " + asked);
    }

    @Test
    void operatorThatIsWrongWhenLargeIsFoundByAPair() throws Exception {
        Path proxy = FaultProxy.install(Builds.one(), folder.resolve("proxy"));
        Fault fault = new Fault(Fault.Kind.LARGE_VALUE, "exp", 0, 200, "");
        Set<String> blamed = new TreeSet<>();
        for (Outcome outcome : found(proxy, fault.environment(), List.of("log"))) {
            outcome.notable().stream()
                    .map(judged -> judged.verdicts().get("pairs"))
                    .filter(Verdict.Violated.class::isInstance)
                    .map(verdict -> Objects.requireNonNullElse(
                            ((Verdict.Violated) verdict).function(),
                            outcome.task().call().operator()))
                    .forEach(blamed::add);
        }
        assertEquals(Set.of("exp"), blamed);
    }
}
