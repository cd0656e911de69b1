package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for operators that come to the same as those of a unit, alone or two in a row, or undo them, and makes large calls
 * of these. All of them take one array or two and nothing else. Candidates are those that agree on one small call; the oracle
 * learns whether they are a pair. One thread.
 */
final class Pairing {
    /** Parts of the cases for a first look at the unit's own operators, one at its neighbours, and for two calls in a row; large calls have the rest. */
    private static final double OWN_SHARE = 0.2;

    private static final double NEIGHBOURS_SHARE = 0.25;
    private static final double ROWS_SHARE = 0.2;
    private static final int CHUNK = 12;
    private static final int DEATHS_MAX = 3;
    private static final int INPUTS_MAX = 2;
    private static final double CLOSE = 1e-5;

    private static final int ROWS = 7;
    private static final int ROW = 3;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;
    private static final double WIDE = 4;
    private static final List<DType> TYPES = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.FLOAT16);
    private static final int POWER_MIN = 7;
    private static final int POWER_MAX = 16;
    /** Sums of more numbers have no digit left in float16. */
    private static final int HALF_POWER_MAX = 10;

    private static final double WIDE_SHARE = 0.5;
    private static final double GRADIENT_SHARE = 0.3;

    private final ProcessSettings settings;
    private final Draw draw;
    private final Bench bench;
    /** Array inputs by operator. */
    private final Map<String, Integer> usable = new TreeMap<>();
    /** What each operator asked so far makes of the same small inputs. */
    private final Map<String, ArrayFacts> results = new LinkedHashMap<>();

    private final Set<Pair> pairs = new LinkedHashSet<>();
    private int left;
    private long deaths;

    private record Pair(PairKind kind, String first, List<String> behind) {
        Pair {
            behind = List.copyOf(behind);
        }

        Case of(ProcessSettings settings, Step step) {
            return kind.of(settings, step, behind.toArray(String[]::new));
        }
    }

    /** What runs and judges the cases. */
    interface Bench {
        Task task(Case call);

        /** Runs and enters them. */
        List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException;

        boolean late();
    }

    /** @param operators of the unit and its neighbours, none of them an alias or unsafe to call */
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

    /**
     * @param own operators of the unit, of which each pair has one
     * @param cases that it may take
     */
    void run(List<String> own, int cases) throws LaneFault, InterruptedException {
        left = cases;
        List<String> mine = own.stream().filter(usable::containsKey).toList();
        if (mine.isEmpty()) {
            return;
        }
        ask(sample(mine, part(cases, OWN_SHARE)));
        List<String> asked = mine.stream().filter(results::containsKey).toList();
        ask(sample(others(asked), part(cases, NEIGHBOURS_SHARE)));
        for (String operator : asked) {
            equivalents(operator);
        }
        rows(asked, part(cases, ROWS_SHARE));
        runAll(large());
    }

    private static int part(int cases, double share) {
        return (int) Math.ceil(share * cases);
    }

    /** Others with as many inputs as one of these. */
    private List<String> others(List<String> mine) {
        return usable.keySet().stream()
                .filter(other -> !results.containsKey(other)
                        && mine.stream().anyMatch(operator -> inputs(operator) == inputs(other)))
                .toList();
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
                    && !pairs.contains(new Pair(PairKind.EQUIVALENT, other, List.of(operator)));
            if (open && close(mine.flatMap(own -> Agreement.of(own, theirs)))) {
                pairs.add(new Pair(PairKind.EQUIVALENT, operator, List.of(other)));
            }
        });
    }

    /**
     * Tries some pairs of calls in a row, of which one is of these: the second may undo the first, or both may come to what
     * another one does. What changes nothing does neither.
     */
    private void rows(List<String> mine, int count) throws LaneFault, InterruptedException {
        List<Pair> possible = new ArrayList<>();
        for (String operator : mine) {
            for (String other : results.keySet()) {
                if (inputs(operator) == inputs(other) && changing(operator) && changing(other)) {
                    possible.add(new Pair(PairKind.INVERSE, operator, List.of(other)));
                    if (!other.equals(operator)) {
                        possible.add(new Pair(PairKind.INVERSE, other, List.of(operator)));
                    }
                }
            }
        }
        List<Case> calls = sample(possible, count).stream()
                .map(pair -> pair.of(settings, small(pair.first())))
                .toList();
        for (Outcome outcome : runAll(calls)) {
            Case call = outcome.task().call();
            String first = call.steps().get(0).operator();
            compared(PairKind.INVERSE, outcome).ifPresent(both -> {
                if (close(Optional.of(both))) {
                    pairs.add(new Pair(PairKind.INVERSE, first, List.of(call.operator())));
                } else {
                    composed(first, call.operator(), both.result());
                }
            });
        }
    }

    /** Which operators come to what these two come to in a row, where neither of the two does that by itself. */
    private void composed(String inner, String outer, ArrayFacts result) {
        if (!varied(result) || comesTo(inner, result) || comesTo(outer, result)) {
            return;
        }
        for (String operator : results.keySet()) {
            if (inputs(operator) == inputs(inner) && comesTo(operator, result)) {
                pairs.add(new Pair(PairKind.COMPOSED, operator, List.of(inner, outer)));
            }
        }
    }

    private boolean comesTo(String operator, ArrayFacts result) {
        return close(Optional.ofNullable(results.get(operator)).flatMap(own -> Agreement.of(own, result)));
    }

    private boolean changing(String operator) {
        ArrayFacts result = results.get(operator);
        ArrayFacts given = PairKind.given(array(DType.FLOAT32, ROWS, 0, LOW, HIGH));
        return result != null && result.shape().equals(given.shape()) && !close(Agreement.of(given, result));
    }

    /** As many as are left, by chance among all pairs and types. */
    private List<Case> large() {
        List<Case> large = new ArrayList<>();
        for (Pair pair : pairs) {
            for (DType type : TYPES) {
                int power =
                        POWER_MIN + draw.below((type == DType.FLOAT16 ? HALF_POWER_MAX : POWER_MAX) - POWER_MIN + 1);
                long length = (1L << power) - 1 + draw.below(3);
                double low = draw.chance(WIDE_SHARE) ? -WIDE : LOW;
                Step plain = step(pair.first(), type, length, low, low < 0 ? WIDE : HIGH);
                large.add(pair.of(settings, plain));
                boolean slopes = type.floating() && pair.kind() != PairKind.INVERSE;
                if (slopes && draw.chance(GRADIENT_SHARE)) {
                    List<GradRequest> all = Collections.nCopies(plain.inputs().size(), GradRequest.WRITE);
                    large.add(pair.of(settings, plain.withModes(all, false)));
                }
            }
        }
        return sample(large, left);
    }

    private Step small(String operator) {
        return step(operator, DType.FLOAT32, ROWS, LOW, HIGH);
    }

    private Step step(String operator, DType type, long rows, double low, double high) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < inputs(operator); i++) {
            inputs.add(array(type, rows, i, low, high));
        }
        return Step.of(operator, new TreeMap<>(), inputs);
    }

    /** Values that come again after {@code ROWS} rows, none of which is an index past the fewest rows. */
    private static Input.Array array(DType type, long rows, int seed, double low, double high) {
        Fill fill = type.floating()
                ? new Fill.Uniform(seed, low, high)
                : new Fill.Integers(seed, low < 0 ? (long) low : 1, ROWS);
        return new Input.Array(Shape.of(rows, ROW), type, rows > ROWS ? new Fill.Periodic(fill, ROWS * ROW) : fill);
    }

    private List<Outcome> runAll(List<Case> calls) throws LaneFault, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        int count = Math.min(left, calls.size());
        for (int from = 0; from < count && deaths < DEATHS_MAX && !bench.late(); from += CHUNK) {
            List<Task> chunk = calls.subList(from, Math.min(from + CHUNK, count)).stream()
                    .map(bench::task)
                    .toList();
            left -= chunk.size();
            for (Outcome outcome : bench.run(chunk)) {
                deaths += outcome.crashes();
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }
}
