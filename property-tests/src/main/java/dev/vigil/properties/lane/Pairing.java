package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.oracles.Agreement;
import dev.vigil.properties.oracles.PairKind;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for operators that come to the same as those of a unit or undo them, and makes large calls of such pairs. All of
 * them take one array or two and nothing else. Candidates are those that agree on one small call; the oracle learns
 * whether they are a pair. One thread.
 */
final class Pairing {
    private static final int OTHERS = 84;
    private static final int INVERSES = 60;
    private static final int PAIRS_MAX = 12;
    private static final int CHUNK = 12;
    private static final int DEATHS_MAX = 3;
    private static final int INPUTS_MAX = 2;
    private static final double CLOSE = 1e-5;

    private static final int ROWS = 7;
    private static final int ROW = 3;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;
    private static final List<DType> TYPES = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32);
    private static final int POWER_MIN = 7;
    private static final int POWER_MAX = 16;

    private final ProcessSettings settings;
    private final Draw draw;
    private final Bench bench;
    /** Array inputs by operator. */
    private final Map<String, Integer> usable = new TreeMap<>();
    /** What each operator asked so far makes of the same small inputs. */
    private final Map<String, ArrayFacts> results = new LinkedHashMap<>();

    private final Set<Pair> pairs = new LinkedHashSet<>();
    private long deaths;

    private record Pair(PairKind kind, String first, String second) {}

    /** What runs and judges the cases. */
    interface Bench {
        Task task(Case call);

        /** Runs and enters them. */
        List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException;

        boolean late();
    }

    /** @param operators of the build, none of them an alias or unsafe to call */
    Pairing(List<Signature> operators, ProcessSettings settings, Draw draw, Bench bench) {
        this.settings = settings;
        this.draw = draw;
        this.bench = bench;
        for (Signature signature : operators) {
            int inputs = signature.inputs().size();
            if (!signature.variadic()
                    && signature.countKey().isEmpty()
                    && inputs > 0
                    && inputs <= INPUTS_MAX
                    && signature.attributes().stream().noneMatch(Attribute::required)) {
                usable.put(signature.operator(), inputs);
            }
        }
    }

    /** @param own operators of the unit, of which each pair has one */
    void run(List<String> own) throws LaneFault, InterruptedException {
        List<String> mine = own.stream().filter(usable::containsKey).toList();
        if (mine.isEmpty()) {
            return;
        }
        ask(mine);
        List<String> asked = mine.stream().filter(results::containsKey).toList();
        ask(others(asked));
        for (String operator : asked) {
            equivalents(operator);
        }
        inverses(asked);
        runAll(large());
    }

    /** Others with as many inputs as one of these. */
    private List<String> others(List<String> mine) {
        return sample(
                usable.keySet().stream()
                        .filter(other -> !results.containsKey(other)
                                && mine.stream().anyMatch(operator -> inputs(operator) == inputs(other)))
                        .toList(),
                OTHERS);
    }

    private <T> List<T> sample(List<T> from, int size) {
        List<T> left = new ArrayList<>(from);
        List<T> sample = new ArrayList<>();
        while (sample.size() < size && !left.isEmpty()) {
            sample.add(left.remove(draw.below(left.size())));
        }
        return sample;
    }

    /** Has each operator called beside itself, which shows what it gives and whether that is chance. */
    private void ask(List<String> operators) throws LaneFault, InterruptedException {
        List<Case> calls = operators.stream()
                .map(operator -> PairKind.EQUIVALENT.of(settings, small(operator), operator))
                .toList();
        for (Outcome outcome : runAll(calls)) {
            compared(PairKind.EQUIVALENT, outcome)
                    .filter(both -> both.expected().equals(both.result()) && varied(both.result()))
                    .ifPresent(both -> results.put(outcome.task().call().operator(), both.result()));
        }
    }

    private static boolean varied(ArrayFacts result) {
        for (int e = 1; e < result.known(); e++) {
            if (result.value(e) != result.value(0)) {
                return result.finite();
            }
        }
        return result.known() == 1 && result.finite();
    }

    private static Optional<Agreement> compared(PairKind kind, Outcome outcome) {
        return outcome.notable().stream()
                .map(Judged::observation)
                .filter(Observation.Answered.class::isInstance)
                .map(seen -> ((Observation.Answered) seen).runs().get(0))
                .findFirst()
                .flatMap(run -> kind.compared(outcome.task().call(), run));
    }

    private static boolean close(Optional<Agreement> both) {
        return both.filter(b -> b.within(CLOSE * Math.max(1, b.largest()))).isPresent();
    }

    private int inputs(String operator) {
        return usable.getOrDefault(operator, 0);
    }

    private void equivalents(String operator) {
        Optional<ArrayFacts> mine = Optional.ofNullable(results.get(operator));
        results.forEach((other, theirs) -> {
            boolean open = !other.equals(operator)
                    && inputs(operator) == inputs(other)
                    && !pairs.contains(new Pair(PairKind.EQUIVALENT, other, operator));
            if (open && close(mine.flatMap(own -> Agreement.of(own, theirs)))) {
                pairs.add(new Pair(PairKind.EQUIVALENT, operator, other));
            }
        });
    }

    /** Tries some of the operators that could undo one of these or be undone by it; what changes nothing undoes nothing. */
    private void inverses(List<String> mine) throws LaneFault, InterruptedException {
        List<Pair> possible = new ArrayList<>();
        for (String operator : mine) {
            for (String other : results.keySet()) {
                if (inputs(operator) == inputs(other) && changing(operator) && changing(other)) {
                    possible.add(new Pair(PairKind.INVERSE, operator, other));
                    if (!other.equals(operator)) {
                        possible.add(new Pair(PairKind.INVERSE, other, operator));
                    }
                }
            }
        }
        List<Case> calls = sample(possible, INVERSES).stream()
                .map(pair -> pair.kind().of(settings, small(pair.first()), pair.second()))
                .toList();
        for (Outcome outcome : runAll(calls)) {
            Case call = outcome.task().call();
            if (close(compared(PairKind.INVERSE, outcome))) {
                pairs.add(new Pair(PairKind.INVERSE, call.steps().get(0).operator(), call.operator()));
            }
        }
    }

    private boolean changing(String operator) {
        ArrayFacts result = results.get(operator);
        ArrayFacts given = PairKind.given(array(DType.FLOAT32, ROWS, 0));
        return result != null && result.shape().equals(given.shape()) && !close(Agreement.of(given, result));
    }

    private List<Case> large() {
        List<Case> large = new ArrayList<>();
        for (Pair pair : sample(List.copyOf(pairs), PAIRS_MAX)) {
            for (DType type : TYPES) {
                long length = (1L << (POWER_MIN + draw.below(POWER_MAX - POWER_MIN + 1))) - 1 + draw.below(3);
                large.add(pair.kind().of(settings, step(pair.first(), type, length), pair.second()));
            }
        }
        return large;
    }

    private Step small(String operator) {
        return step(operator, DType.FLOAT32, ROWS);
    }

    private Step step(String operator, DType type, long rows) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < inputs(operator); i++) {
            inputs.add(array(type, rows, i));
        }
        return Step.of(operator, new TreeMap<>(), inputs);
    }

    /** Values that come again after {@code ROWS} rows, none of which is an index past the fewest rows. */
    private static Input.Array array(DType type, long rows, int seed) {
        Fill fill = type.floating() ? new Fill.Uniform(seed, LOW, HIGH) : new Fill.Integers(seed, 1, ROWS);
        return new Input.Array(Shape.of(rows, ROW), type, rows > ROWS ? new Fill.Periodic(fill, ROWS * ROW) : fill);
    }

    private List<Outcome> runAll(List<Case> calls) throws LaneFault, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < calls.size() && deaths < DEATHS_MAX && !bench.late(); from += CHUNK) {
            List<Task> chunk = calls.subList(from, Math.min(from + CHUNK, calls.size())).stream()
                    .map(bench::task)
                    .toList();
            for (Outcome outcome : bench.run(chunk)) {
                deaths += outcome.crashes();
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }
}
