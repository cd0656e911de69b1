package dev.vigil.properties.learn;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.generate.Mutant;
import dev.vigil.properties.generate.Mutations;
import dev.vigil.properties.generate.Pools;
import dev.vigil.properties.generate.Suggestions;
import dev.vigil.properties.learn.Trials.Trial;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Domain;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns one operator. First it looks for any valid call: likely templates, calls completed by inference, then a
 * search that treats each new error template as progress and follows what the text suggests; where all fails, results
 * are put in place of the inputs, without which some operators cannot be called. From valid calls it
 * looks around: attribute values, types, ranks, numbers of inputs, then random changes, until enough distinct valid
 * calls are known or the budget is spent. One thread, one use.
 */
public final class Learner {
    private static final int CHUNK = 24;
    private static final int CHUNK_CAREFUL = 4;
    private static final int CORPUS_MAX = 48;
    private static final int DISTINCT_AIM = 40;
    private static final int BARREN_MAX = 8;
    /** So many fresh changes of valid calls in a row without a new valid one: there is none that we could find. */
    private static final int WANDER_BARREN_MAX = 96;
    /** More than are needed to call them safe, since a call is tried once only. */
    private static final int GRADIENTS = 12;
    /** Chunks in a row of which every change was known already: what one change can reach has been tried. */
    private static final int WANDER_STALE_MAX = 16;

    /** As long as few calls are known to be valid, more may die: an operator that is hardly called is hardly tested. */
    private static final int DEATHS_MORE = 5;

    private static final int DISTINCT_FEW = 20;

    private static final int PLACEMENTS_MAX = 32;
    private static final double PLACED_SHARE = 0.05;
    private static final int PER_GOAL = 72;
    private static final int PARENTS_MAX = 400;
    private static final int QUESTION_DEATHS_MAX = 3;
    private static final Inference NO_ANSWER = new Inference("not asked", List.of(), 0, List.of(), List.of(), null);

    private final Signature signature;
    private final Trials trials;
    private final Draw draw;
    private final Pools pools = new Pools();
    private final Mutations mutations;
    private final Suggestions suggestions;
    private final int budget;
    private final int deathsMax;

    private final Map<String, Parent> parents = new LinkedHashMap<>();
    private final Map<String, Call> valid = new LinkedHashMap<>();
    private final Map<String, Set<String>> reached = new TreeMap<>();
    private final Map<String, Map<String, String>> refused = new TreeMap<>();
    private final Map<String, Share> outcomes = new TreeMap<>();
    private final Map<String, Integer> errors = new LinkedHashMap<>();
    private final Set<String> deadly = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private long tried;
    private long accepted;
    private int deaths;
    private int questionDeaths;

    /** A call that failed in a way of its own, and what its error says. */
    private static final class Parent {
        final Call call;
        final ErrorText error;
        int picks;

        Parent(Call call, ErrorText error) {
            this.call = call;
            this.error = error;
        }
    }

    /**
     * @param budget calls
     * @param deathsMax executors that may be lost
     */
    public Learner(Signature signature, Trials trials, Draw draw, int budget, int deathsMax) {
        this.signature = signature;
        this.trials = trials;
        this.draw = draw;
        this.budget = budget;
        this.deathsMax = deathsMax;
        this.mutations = new Mutations(signature, pools, draw);
        this.suggestions = new Suggestions(signature, pools, draw);
        for (Attribute attribute : signature.attributes()) {
            if (attribute.domain() instanceof Domain.Text) {
                pools.addQuoted(signature.description());
                break;
            }
        }
    }

    /** Spends the budget, or less when there is nothing left to learn. */
    public OperatorKnowledge learn() throws LaneFault, InterruptedException {
        List<Call> templates = templates();
        for (int from = 0; from < templates.size() && valid.size() < 3 && more(); from += CHUNK) {
            tryAll(plain(templates.subList(from, Math.min(templates.size(), from + CHUNK))), null);
        }
        search("", budget / 4, null);
        placements();
        search("", budget / 4, null);
        boolean exhausted = false;
        if (!valid.isEmpty()) {
            values();
            types();
            gradients();
            // Ways that are easy come before values that are hard to place.
            exhausted = wander(tried + (budget - tried) / 3);
            int before = valid.size();
            goals();
            if (!exhausted || valid.size() > before) {
                exhausted = wander(budget);
            }
        }
        return knowledge(exhausted);
    }

    private boolean more() {
        int bearable = valid.size() < DISTINCT_FEW ? deathsMax + DEATHS_MORE : deathsMax;
        return tried < budget && deaths < bearable && trials.timeLeft();
    }

    // ---- the first valid call

    /** Likely calls: arity from the library's own list of inputs, shapes alike, completed by inference, or all of one length. */
    private List<Call> templates() throws LaneFault, InterruptedException {
        List<SortedMap<String, String>> sets = attributeSets();
        List<Inquiry> inquiries = new ArrayList<>();
        List<Inference> answers = new ArrayList<>();
        List<long[]> firsts = List.of(
                new long[] {4, 4},
                new long[] {2, 4, 4, 4},
                new long[] {4},
                new long[] {2, 4, 4},
                new long[] {1, 2, 4, 4, 4},
                new long[] {1, 4, 8, 8});
        for (SortedMap<String, String> set : sets) {
            List<Inquiry> alike = new ArrayList<>();
            for (boolean numpy : new boolean[] {true, false}) {
                for (long[] first : firsts) {
                    alike.add(new Inquiry(signature.operator(), set, numpy, List.of(first), List.of(DType.FLOAT32)));
                }
            }
            inquiries.addAll(alike);
            answers.addAll(ask(alike));
        }
        Map<String, Call> calls = new LinkedHashMap<>();
        Set<String> arities = new LinkedHashSet<>();
        List<Call> likely = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Inference answer = answers.get(i);
            Inquiry inquiry = inquiries.get(i);
            if (answer.end() != null) {
                continue;
            }
            note(answer.error());
            int inputs = answer.inputs().size();
            if (inputs == 0 && !answer.error().isEmpty()) {
                continue;
            }
            Call completed = completed(inquiry, answer);
            if (completed != null) {
                put(calls, completed);
            }
            if (arities.add(inquiry.attributes() + "#" + inputs)) {
                shapes(inquiry.attributes(), inputs, likely);
            }
        }
        if (likely.isEmpty()) {
            // Nothing could be created: the search starts from the declared inputs and what the errors say.
            for (SortedMap<String, String> set : sets) {
                shapes(set, signature.inputs().size(), likely);
            }
        }
        likely.forEach(c -> put(calls, c));
        return List.copyOf(calls.values());
    }

    /** No answers once questions have cost too many executors: a call says the same and goes into the books. */
    private List<Inference> ask(List<Inquiry> inquiries) throws LaneFault, InterruptedException {
        if (questionDeaths >= QUESTION_DEATHS_MAX) {
            return Collections.nCopies(inquiries.size(), NO_ANSWER);
        }
        List<Inference> answers = trials.ask(inquiries);
        questionDeaths += (int) answers.stream().filter(a -> a.end() != null).count();
        return answers;
    }

    private static void put(Map<String, Call> calls, Call call) {
        calls.putIfAbsent(call.text(), call);
    }

    /** Attributes left out where that is allowed, and some draws of the required ones. */
    private List<SortedMap<String, String>> attributeSets() {
        List<SortedMap<String, String>> sets = new ArrayList<>();
        Call none =
                new Call(new TreeMap<>(), List.of(mutations.input(Shape.of(4, 4), DType.FLOAT32)), true, false, false);
        List<Attribute> required =
                signature.attributes().stream().filter(Attribute::required).toList();
        int draws = required.isEmpty() ? 1 : 6;
        int counts = signature.countKey().isEmpty() ? 1 : 3;
        for (int d = 0; d < draws; d++) {
            for (int c = 1; c <= counts; c++) {
                TreeMap<String, String> set = new TreeMap<>();
                for (Attribute attribute : required) {
                    List<String> values = pools.values(attribute, none);
                    set.put(
                            attribute.name(),
                            d < 2 ? values.get(Math.min(d, values.size() - 1)) : pools.pick(attribute, none, draw));
                }
                if (!signature.countKey().isEmpty()) {
                    set.put(signature.countKey(), Integer.toString(c));
                }
                sets.add(set);
            }
        }
        return sets;
    }

    private @Nullable Call completed(Inquiry inquiry, Inference answer) {
        List<Input.Array> inputs = new ArrayList<>();
        for (int i = 0; i < answer.inputs().size(); i++) {
            Shape shape = i < answer.shapes().size() ? answer.shapes().get(i) : null;
            DType type = i < answer.dtypes().size() ? answer.dtypes().get(i) : null;
            if (shape == null
                    || shape.rank() > 8
                    || Arrays.stream(shape.toArray()).anyMatch(l -> l > 4096)) {
                return null;
            }
            inputs.add(mutations.input(shape, type == null ? DType.FLOAT32 : type));
        }
        Call call = new Call(inquiry.attributes(), inputs, inquiry.numpyShape(), false, false);
        return Mutations.small(call) ? call : null;
    }

    private void shapes(SortedMap<String, String> set, int inputs, List<Call> into) {
        List<Shape> usual = List.of(
                Shape.of(4, 4),
                Shape.of(4),
                Shape.of(2, 4, 4),
                Shape.of(2, 4, 4, 4),
                Shape.of(2, 3),
                Shape.of(1, 2, 4, 4, 4),
                Shape.SCALAR);
        boolean numpy = true;
        for (Shape shape : usual) {
            into.add(call(set, Collections.nCopies(inputs, shape), numpy));
            if (inputs == 0) {
                into.add(call(set, List.of(), false));
                return;
            }
            numpy = !numpy;
            if (inputs > 1 && shape.rank() > 0) {
                List<Shape> withOnes = new ArrayList<>(Collections.nCopies(inputs, Shape.of(1)));
                withOnes.set(0, shape);
                into.add(call(set, withOnes, true));
                List<Shape> withLast =
                        new ArrayList<>(Collections.nCopies(inputs, Shape.of(shape.axis(shape.rank() - 1))));
                withLast.set(0, shape);
                into.add(call(set, withLast, true));
            }
        }
        for (int i = 0; i < 6 && inputs > 1; i++) {
            List<Shape> cubes = new ArrayList<>();
            for (int k = 0; k < inputs; k++) {
                long[] axes = new long[1 + draw.below(4)];
                Arrays.fill(axes, 4);
                cubes.add(Shape.of(axes));
            }
            into.add(call(set, cubes, draw.chance(0.5)));
        }
    }

    private Call call(SortedMap<String, String> set, List<Shape> shapes, boolean numpy) {
        boolean scalars = shapes.stream().anyMatch(s -> s.rank() == 0);
        return new Call(
                set,
                shapes.stream().map(s -> mutations.input(s, DType.FLOAT32)).toList(),
                numpy || scalars,
                false,
                false);
    }

    /**
     * Tries changes of failed calls until one is valid.
     *
     * @param pinned attribute that must stay; empty for the first search
     * @param goal for a pinned search, what must be among the attributes of a valid call
     */
    private void search(String pinned, int limit, @Nullable String goal) throws LaneFault, InterruptedException {
        long end = Math.min(budget, tried + limit);
        int barren = 0;
        while (tried < end && more() && !found(pinned, goal)) {
            List<Mutant> chunk = new ArrayList<>();
            for (int i = 0; i < CHUNK; i++) {
                Parent parent = parent(pinned, goal);
                if (parent == null) {
                    return;
                }
                Mutant mutant = child(parent, pinned);
                if (!seen.contains(mutant.call().text()) && !deadly.contains(mutant.trait())) {
                    chunk.add(mutant);
                }
            }
            if (draw.chance(0.5)) {
                chunk.addAll(completions(pinned, goal));
            }
            barren = chunk.isEmpty() ? barren + 1 : 0;
            if (barren > BARREN_MAX) {
                return;
            }
            tryAll(chunk, null);
        }
    }

    /** One call of each way to fail again, with results in place of the first input or in an array made for them. */
    private void placements() throws LaneFault, InterruptedException {
        if (!valid.isEmpty()) {
            return;
        }
        List<Mutant> chunk = new ArrayList<>();
        for (Parent parent : parents.values()) {
            if (!parent.error.parameter() && chunk.size() < PLACEMENTS_MAX) {
                chunk.add(
                        parent.call.inputs().isEmpty()
                                ? mutations.placed(parent.call)
                                : Mutations.inPlace(parent.call, 1, 1));
            }
        }
        tryAll(chunk, null);
    }

    private boolean found(String pinned, @Nullable String goal) {
        return goal == null
                ? !valid.isEmpty()
                : reached.getOrDefault(pinned, Set.of()).contains(goal);
    }

    private Mutant child(Parent parent, String pinned) {
        Mutant mutant = null;
        if (parent.call.out().isEmpty() && valid.isEmpty() && draw.chance(PLACED_SHARE)) {
            mutant = mutations.placed(parent.call);
        } else if (draw.chance(0.65)) {
            ErrorText error = parent.error;
            mutant = suggestions.any(
                    parent.call,
                    error.pairs(),
                    error.shapes(),
                    error.dtypes(),
                    error.words(),
                    error.identifiers(),
                    pinned);
        }
        if (mutant == null || !Mutations.small(mutant.call())) {
            mutant = mutations.any(parent.call, pinned);
        }
        if (draw.chance(0.25)) {
            Mutant second = mutations.any(mutant.call(), pinned);
            mutant = new Mutant(second.call(), "two", mutant.trait());
        }
        return mutant;
    }

    /** The parent picked least; calls whose attributes could not even be read count as picked often. */
    private @Nullable Parent parent(String pinned, @Nullable String goal) {
        Parent best = null;
        double bestScore = 0;
        for (Parent parent : parents.values()) {
            if (goal != null && !goal.equals(parent.call.attributes().get(pinned))) {
                continue;
            }
            double score = (1.0 + parent.picks) * (parent.error.parameter() ? 6 : 1) * (0.5 + draw.below(100) / 100.0);
            if (best == null || score < bestScore) {
                best = parent;
                bestScore = score;
            }
        }
        if (best != null) {
            best.picks++;
        }
        return best;
    }

    /** Parents with the shapes of later inputs left to inference. */
    private List<Mutant> completions(String pinned, @Nullable String goal) throws LaneFault, InterruptedException {
        List<Inquiry> inquiries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Parent parent = parent(pinned, goal);
            if (parent == null) {
                return List.of();
            }
            Call call = child(parent, pinned).call();
            int known =
                    call.inputs().isEmpty() ? 0 : 1 + draw.below(call.inputs().size());
            List<long[]> shapes = new ArrayList<>();
            List<DType> types = new ArrayList<>();
            for (Input.Array input : call.inputs().subList(0, known)) {
                shapes.add(input.shape().toArray());
                types.add(input.dtype());
            }
            inquiries.add(new Inquiry(signature.operator(), call.attributes(), call.numpyShape(), shapes, types));
        }
        List<Mutant> mutants = new ArrayList<>();
        List<Inference> answers = ask(inquiries);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).end() != null) {
                continue;
            }
            note(answers.get(i).error());
            Call completed = answers.get(i).inputs().isEmpty() ? null : completed(inquiries.get(i), answers.get(i));
            if (completed != null && !seen.contains(completed.text())) {
                mutants.add(new Mutant(completed, "completed", ""));
            }
        }
        return mutants;
    }

    // ---- around valid calls

    /** Each attribute at each of its values, on several valid calls. */
    private void values() throws LaneFault, InterruptedException {
        for (int round = 0; round < 3 && more(); round++) {
            List<Mutant> chunk = new ArrayList<>();
            for (Attribute attribute : signature.attributes()) {
                Call base = draw.of(List.copyOf(valid.values()));
                List<String> values = pools.values(attribute, base);
                boolean open = attribute.closed().isEmpty();
                int wanted = open ? Math.min(values.size(), 7) : values.size();
                for (int v = 0; v < wanted; v++) {
                    String value = open && v >= 3 ? draw.of(values) : values.get(v);
                    if (!reached(attribute, value) && (round == 0 || !open || !changed(attribute))) {
                        chunk.add(mutations.set(base, attribute, value));
                    }
                }
            }
            tryAll(chunk, null);
        }
    }

    /** What no valid call has had yet, by search. */
    private void goals() throws LaneFault, InterruptedException {
        for (Attribute attribute : signature.attributes()) {
            List<String> goals = new ArrayList<>();
            for (String value : attribute.closed()) {
                if (!reached(attribute, value)) {
                    goals.add(value);
                }
            }
            if (attribute.closed().isEmpty() && !changed(attribute)) {
                goals.addAll(refused.getOrDefault(attribute.name(), Map.of()).keySet().stream()
                        .limit(4)
                        .toList());
            }
            for (String goal : goals) {
                if (more()) {
                    search(attribute.name(), PER_GOAL, goal);
                }
            }
        }
    }

    private boolean reached(Attribute attribute, String value) {
        return attribute.isStandard(value)
                || reached.getOrDefault(attribute.name(), Set.of()).contains(value);
    }

    private boolean changed(Attribute attribute) {
        return reached.getOrDefault(attribute.name(), Set.of()).stream().anyMatch(v -> !attribute.isStandard(v));
    }

    private void types() throws LaneFault, InterruptedException {
        List<Mutant> chunk = new ArrayList<>();
        Call base = valid.values().iterator().next();
        for (DType type : DType.values()) {
            chunk.add(mutations.allTyped(base, type));
        }
        for (int i = 0; i < base.inputs().size() && i < 4; i++) {
            for (DType type : Mutations.common()) {
                Input.Array input = base.inputs().get(i);
                chunk.add(new Mutant(
                        base.withInput(i, mutations.input(input.shape(), type)),
                        "dtype",
                        "dtype " + i + " " + type.text()));
            }
        }
        for (int i = 0; i < 6; i++) {
            chunk.add(mutations.ranks(draw.of(List.copyOf(valid.values())), i % 2 == 0));
        }
        chunk.add(new Mutant(base.withTrain(true), "train", ""));
        chunk.add(new Mutant(base.withNumpyShape(!base.numpyShape()), "numpy", ""));
        tryAll(chunk, null);
    }

    /** Valid calls with gradients, and nothing else changed: cases have gradients only where these are taken. */
    private void gradients() throws LaneFault, InterruptedException {
        List<Mutant> chunk = new ArrayList<>();
        List<Call> bases = valid.values().stream()
                .filter(call -> call.inputs().stream().anyMatch(i -> i.dtype().floating()))
                .toList();
        for (int i = 0; i < GRADIENTS && !bases.isEmpty(); i++) {
            chunk.add(new Mutant(draw.of(bases).withGradient(true), "gradient", ""));
        }
        tryAll(chunk, outcomes);
    }

    /** Random single changes of valid calls; whether nothing new was found for long. */
    private boolean wander(long until) throws LaneFault, InterruptedException {
        long barren = 0;
        int stale = 0;
        boolean avoided = false;
        while (more() && tried < until && barren < WANDER_BARREN_MAX && stale < WANDER_STALE_MAX) {
            int before = valid.size();
            long triedBefore = tried;
            List<Call> bases = List.copyOf(valid.values());
            List<Mutant> chunk = new ArrayList<>();
            for (int i = 0; i < CHUNK; i++) {
                Mutant mutant = mutations.any(draw.of(bases), "");
                if (draw.chance(0.1)) {
                    mutant = new Mutant(mutant.call().withGradient(true), "changed gradient", mutant.trait());
                }
                avoided |= deadly.contains(mutant.trait());
                chunk.add(mutant);
            }
            tryAll(chunk, outcomes);
            barren = valid.size() > before ? 0 : barren + tried - triedBefore;
            stale = tried > triedBefore ? 0 : stale + 1;
            avoided &= stale > 0;
            if (valid.size() >= DISTINCT_AIM && tried > budget / 4) {
                return false;
            }
        }
        return barren >= WANDER_BARREN_MAX || (stale >= WANDER_STALE_MAX && !avoided);
    }

    // ---- trying and noting

    private static List<Mutant> plain(List<Call> calls) {
        return calls.stream().map(c -> new Mutant(c, "template", "")).toList();
    }

    /** Tries what was not tried before. Success is counted by kind when asked for. */
    private void tryAll(List<Mutant> mutants, @Nullable Map<String, Share> shares)
            throws LaneFault, InterruptedException {
        List<Mutant> fresh = new ArrayList<>();
        for (Mutant mutant : mutants) {
            if (!deadly.contains(mutant.trait())
                    && Mutations.small(mutant.call())
                    && seen.add(mutant.call().text())) {
                fresh.add(mutant);
            }
        }
        int size;
        for (int from = 0; from < fresh.size() && more(); from += size) {
            size = chunkSize();
            List<Mutant> chunk = fresh.subList(from, Math.min(fresh.size(), from + size));
            List<Trial> results = trials.run(chunk.stream().map(Mutant::call).toList());
            for (int i = 0; i < chunk.size(); i++) {
                result(chunk.get(i), results.get(i), shares);
            }
        }
    }

    /** Calls that go out together may all be deadly: few, until the operator has shown that it bears some. */
    private int chunkSize() {
        return tried == 0 || deaths > 0 ? CHUNK_CAREFUL : 2 * CHUNK;
    }

    private void result(Mutant mutant, Trial trial, @Nullable Map<String, Share> shares) {
        tried++;
        if (shares != null) {
            shares.merge(
                    mutant.kind(),
                    Share.NONE.plus(trial.accepted()),
                    (a, b) -> new Share(a.all() + b.all(), a.good() + b.good()));
        }
        if (trial.died()) {
            deaths++;
            if (!mutant.trait().isEmpty()) {
                deadly.add(mutant.trait());
            }
            return;
        }
        Call call = mutant.call();
        if (trial.accepted()) {
            accepted++;
            valid.putIfAbsent(call.key(), call);
            call.attributes().forEach((k, v) -> {
                reached.computeIfAbsent(k, x -> new LinkedHashSet<>()).add(v);
                Map<String, String> without = refused.get(k);
                if (without != null) {
                    without.remove(v);
                }
            });
            return;
        }
        if (trial.error().isEmpty()) {
            return;
        }
        ErrorText error = note(trial.error());
        errors.merge(error.template(), 1, Integer::sum);
        if (mutant.kind().startsWith("attr:")) {
            String name = mutant.kind().substring("attr:".length());
            String value = call.attributes().get(name);
            if (value != null && !reached.getOrDefault(name, Set.of()).contains(value)) {
                refused.computeIfAbsent(name, x -> new LinkedHashMap<>()).put(value, error.template());
                // Calls that fail with this value are the parents of a search pinned to it.
                remember(name + "=" + value + " ", call, error);
            }
        }
        remember("", call, error);
    }

    private void remember(String prefix, Call call, ErrorText error) {
        String key = prefix + error.template();
        if (parents.size() < PARENTS_MAX && !parents.containsKey(key)) {
            parents.put(key, new Parent(call, error));
        }
    }

    private ErrorText note(String text) {
        ErrorText error = ErrorText.of(text);
        error.numbers().forEach(pools::addNumber);
        error.words().forEach(pools::addWord);
        return error;
    }

    private OperatorKnowledge knowledge(boolean exhausted) {
        TreeMap<String, List<String>> reachedLists = new TreeMap<>();
        reached.forEach((k, v) -> reachedLists.put(k, v.stream().limit(24).toList()));
        TreeMap<String, List<String>> refusedLists = new TreeMap<>();
        refused.forEach((k, v) -> refusedLists.put(
                k,
                v.entrySet().stream()
                        .limit(8)
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .toList()));
        String lastError = !valid.isEmpty()
                ? ""
                : errors.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(deaths > 0 ? "every call killed its executor" : "nothing could be tried");
        return new OperatorKnowledge(
                OperatorKnowledge.VERSION,
                signature,
                diverse(),
                reachedLists,
                refusedLists,
                new TreeMap<>(outcomes),
                List.copyOf(deadly),
                tried,
                accepted,
                0,
                0,
                deaths,
                lastError,
                exhausted,
                valid.size());
    }

    /** A bounded choice of the valid calls: the first ones, then every n-th. */
    private List<Call> diverse() {
        List<Call> all = List.copyOf(valid.values());
        if (all.size() <= CORPUS_MAX) {
            return all;
        }
        List<Call> chosen = new ArrayList<>();
        for (int i = 0; i < CORPUS_MAX; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / CORPUS_MAX)));
        }
        return chosen;
    }
}
