package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.task.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of one operator from what is known of it. Call {@code index} is a pure function of seed, generator
 * version, knowledge and index; whoever draws them in another order gets the same calls.
 */
public final class CallGenerator {
    /** Counts up with each change that makes other calls of the same seed. */
    public static final int VERSION = 12;

    private static final int VALID_PERCENT = 65;
    private static final int HOSTILE_PERCENT = 30;
    /** The rest are questions: changes of which nobody knows what comes of them. */
    private static final int VALID_PERCENT_NEEDY = 35;

    private static final int HOSTILE_PERCENT_NEEDY = 15;
    private static final long DISTINCT_WANTED = 25;
    private static final double SAFE_SHARE = 0.9;
    private static final long SAFE_TRIES = 4;
    private static final double CHANGED_SHARE = 0.7;
    private static final double GRADIENT_SHARE = 0.25;
    /** Of the calls meant to be valid; each takes as long as a hundred small ones. */
    private static final double SCALED_SHARE = 0.06;
    /** Of those calls of an operator that takes any number of inputs. */
    private static final double MANY_SHARE = 0.1;

    /** One call in so many has all its arrays in one type, each of the less usual ones in its turn, whether or not it is known to work. */
    private static final int RETYPED_EVERY = 12;

    private static final List<DType> RETYPED =
            List.of(DType.INT32, DType.INT64, DType.FLOAT64, DType.INT8, DType.FLOAT16, DType.UINT8);
    /** And as many have arrays of equal lengths, of each number of axes in its turn. */
    private static final int CUBES_FIRST = RETYPED_EVERY / 2;

    private static final int CUBE_RANKS = 5;
    private static final long CUBE_LENGTH = 4;
    private static final int CUBE_RANK_LONG = 3;

    /** And twice as many have a length at or beside a power of two, one in {@code FAR_EVERY} of half of them a long one. */
    private static final int BESIDE_NEAR = RETYPED_EVERY / 3;

    private static final int BESIDE_ANY = RETYPED_EVERY * 3 / 4;

    private static final int FAR_EVERY = 5;

    /** And twice as many have arrays without their zeros. */
    private static final Set<Integer> SPARSE = Set.of(RETYPED_EVERY / 4, RETYPED_EVERY * 5 / 6);

    /** Not every call can have one, and of those that can each has its chance. */
    private static final int SPARSE_TRIES = 5;

    /** Of those calls. */
    private static final double DEFECTIVE_SHARE = 0.25;

    /** Of bases that are drawn by their type first, so that one of which few calls are known has its part. */
    private static final double BY_TYPE_SHARE = 0.5;

    private final OperatorKnowledge knowledge;
    private final List<List<Call>> corpusByType;
    private final Set<String> deadly;
    private final Draw.Generators generators;
    private final long seed;
    private final boolean sparse;

    /**
     * @param knowledge of an operator with at least one valid call
     * @param sparse whether some of the calls take arrays without their zeros
     */
    public CallGenerator(OperatorKnowledge knowledge, Draw.Generators generators, long seed, boolean sparse) {
        if (!knowledge.callable()) {
            throw new IllegalArgumentException(knowledge.signature().operator() + " has no valid call to start from");
        }
        this.knowledge = knowledge;
        this.corpusByType = List.copyOf(knowledge.corpus().stream()
                .collect(Collectors.groupingBy(CallGenerator::type, TreeMap::new, Collectors.toList()))
                .values());
        this.deadly = Set.copyOf(knowledge.deadly());
        this.generators = generators;
        this.seed = Seeds.mix(seed, VERSION);
        this.sparse = sparse;
    }

    public Generated call(long index) {
        Draw draw = new Draw(generators, Seeds.mix(seed, index));
        Pools pools = new Pools();
        Mutations mutations = new Mutations(knowledge.signature(), pools, draw);
        Call base = base(draw);
        int within = (int) (index % RETYPED_EVERY);
        Mutant pattern = pattern(index / RETYPED_EVERY, within, base, mutations);
        if (pattern != null) {
            return new Generated(pattern.call(), Intent.PROBE, pattern.kind(), pattern.trait());
        }
        if (sparse && SPARSE.contains(within)) {
            Generated made = sparse(base, draw);
            for (int i = 1; made == null && i < SPARSE_TRIES; i++) {
                made = sparse(base(draw), draw);
            }
            if (made != null) {
                return made;
            }
        }
        if (within == BESIDE_NEAR || (within == BESIDE_ANY && scalable())) {
            boolean far = within == BESIDE_ANY && index / RETYPED_EVERY % FAR_EVERY == FAR_EVERY - 1;
            Mutant mutant = new Sizes(knowledge.signature(), draw).beside(base, attributes(draw), far);
            if (mutant != null) {
                // Where long lengths are refused or hardly known, that may be the very fault: they are asked for all
                // the same.
                Intent intent = scalable() ? Intent.VALID : Intent.PROBE;
                return new Generated(mutant.call(), intent, mutant.kind(), mutant.trait());
            }
        }
        int kind = draw.below(100);
        if (kind < (needy() ? VALID_PERCENT_NEEDY : VALID_PERCENT)) {
            return valid(base, mutations, draw);
        }
        if (kind < (needy() ? VALID_PERCENT_NEEDY + HOSTILE_PERCENT_NEEDY : VALID_PERCENT + HOSTILE_PERCENT)) {
            Mutant mutant = new Hostilities(knowledge.signature(), draw).any(base);
            return new Generated(mutant.call(), Intent.HOSTILE, mutant.kind(), mutant.trait());
        }
        Mutant mutant = mutations.any(base, "");
        if (draw.chance(0.5)) {
            mutant = mutations.any(mutant.call(), "");
        }
        return new Generated(mutant.call(), Intent.PROBE, mutant.kind(), mutant.trait());
    }

    /**
     * A call that is asked whatever is known of its like, since what is refused tells something beside its neighbours
     * alone; null most of the time, and where such a call killed its executor.
     */
    private @Nullable Mutant pattern(long round, int within, Call base, Mutations mutations) {
        long turn = (seed >>> 1) % CUBE_RANKS * RETYPED.size() + round;
        Mutant mutant = null;
        if (within == 0) {
            mutant = mutations.allTyped(base, RETYPED.get((int) (turn % RETYPED.size())));
        } else if (within == CUBES_FIRST) {
            int rank = 1 + (int) (turn % CUBE_RANKS);
            mutant = Mutations.cube(base, rank, rank > CUBE_RANK_LONG ? 2 : CUBE_LENGTH);
        }
        return mutant == null || deadly.contains(mutant.trait()) || !Mutations.small(mutant.call()) ? null : mutant;
    }

    /** Null where no input can be sparse, and where such a call killed its executor. */
    private @Nullable Generated sparse(Call base, Draw draw) {
        Sparsities sparsities = new Sparsities(draw);
        boolean hostile = draw.chance(DEFECTIVE_SHARE);
        Mutant mutant = hostile ? sparsities.hostile(base) : sparsities.sound(base);
        if (mutant == null || deadly.contains(mutant.trait())) {
            return null;
        }
        boolean gradient = !hostile && (base.gradient() || (safe("gradient") && draw.chance(GRADIENT_SHARE)));
        return new Generated(
                mutant.call().withGradient(gradient),
                hostile ? Intent.HOSTILE : Intent.PROBE,
                mutant.kind(),
                mutant.trait());
    }

    /** Few ways to call it are known, and there may be more. */
    private boolean needy() {
        return !knowledge.exhausted() && knowledge.distinct() < DISTINCT_WANTED;
    }

    private Generated valid(Call base, Mutations mutations, Draw draw) {
        Sizes sizes = new Sizes(knowledge.signature(), draw);
        Mutant large = draw.chance(MANY_SHARE) && bearable(Sizes.MANY) ? sizes.many(base) : null;
        if (large == null && scalable() && draw.chance(SCALED_SHARE)) {
            large = sizes.scaled(base, attributes(draw));
        }
        if (large != null) {
            return new Generated(large.call(), Intent.VALID, large.kind(), large.trait());
        }
        Generated made = new Generated(base, Intent.VALID, "", "");
        if (draw.chance(CHANGED_SHARE)) {
            for (int attempt = 0; attempt < 6; attempt++) {
                Mutant mutant = mutations.any(base, "");
                if (safe(mutant)) {
                    made = new Generated(mutant.call(), Intent.VALID, mutant.kind(), mutant.trait());
                    break;
                }
            }
        }
        if (!made.call().gradient() && safe("gradient") && draw.chance(GRADIENT_SHARE)) {
            made = new Generated(made.call().withGradient(true), Intent.VALID, made.kind(), made.trait());
        }
        return made;
    }

    /** Whether attributes are to follow when a length changes. */
    private boolean attributes(Draw draw) {
        boolean follow = safe("lengths+");
        return safe("lengths") == follow ? draw.chance(0.5) : follow;
    }

    /** Whether other lengths are known to work, and far longer ones not known to be refused. */
    private boolean scalable() {
        return (safe("lengths") || safe("lengths+")) && bearable(Sizes.SCALED);
    }

    /** Whether it is known to work, or has hardly been tried. */
    private boolean bearable(String kind) {
        return safe(kind) || knowledge.outcomes().getOrDefault(kind, Share.NONE).all() < SAFE_TRIES;
    }

    private boolean safe(Mutant mutant) {
        if (!safe(mutant.kind()) || deadly.contains(mutant.trait())) {
            return false;
        }
        if (!mutant.kind().startsWith("attr:")) {
            return true;
        }
        String name = mutant.kind().substring("attr:".length());
        String value = mutant.call().attributes().get(name);
        return value == null
                || knowledge.reached().getOrDefault(name, List.of()).contains(value);
    }

    private boolean safe(String kind) {
        Share share = knowledge.outcomes().getOrDefault(kind, Share.NONE);
        return share.all() >= SAFE_TRIES && share.expected() >= SAFE_SHARE - 1.0 / share.all();
    }

    private Call base(Draw draw) {
        return refilled(draw.of(draw.chance(BY_TYPE_SHARE) ? draw.of(corpusByType) : knowledge.corpus()), draw);
    }

    /** Of the first input; empty where there is none. */
    private static String type(Call call) {
        return call.inputs().isEmpty() ? "" : call.inputs().get(0).dtype().name();
    }

    /** The same structure with other values of the same kind. */
    private static Call refilled(Call call, Draw draw) {
        List<Input.Array> inputs = new ArrayList<>();
        for (Input.Array input : call.inputs()) {
            inputs.add(input.with(input.fill().variant(draw.seed() >>> 1)));
        }
        return call.withInputs(inputs);
    }
}
