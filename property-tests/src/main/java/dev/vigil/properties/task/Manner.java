package dev.vigil.properties.task;

import dev.vigil.model.call.Fill;
import java.util.Objects;

/**
 * How a run goes about its case, beyond what the case says. By {@link #PLAIN} unless an oracle asks for another.
 *
 * @param path through which of the library's doors the operators are called
 * @param layout where the memory of the inputs lies, and of results that the run makes room for
 * @param ownResults whether results go to arrays made beforehand, of the shapes that inference foretells, where the case
 *     itself leaves that to the library
 * @param ompThreads for the length of this run; 0 for what the process has
 * @param freshFill byte that fresh memory holds before anybody writes to it; -1 for whatever it does
 * @param gradientBefore what every element of a gradient array holds before the backward pass
 * @param heads the gradients that the backward pass begins with
 * @param chance where the run's random numbers come from
 */
public record Manner(
        Path path,
        Layout layout,
        boolean ownResults,
        int ompThreads,
        int freshFill,
        double gradientBefore,
        Heads heads,
        Chance chance) {
    public static final Manner PLAIN =
            new Manner(Path.IMPERATIVE, Layout.OWN, false, 0, -1, 0, Heads.ONES, Chance.SEEDED);

    /**
     * Bytes that make large negative and large positive numbers of all types, which neither a maximum nor a minimum hides:
     * -65,376 and 61,280 in float16, where 0xFE and 0x7F would both be NaN and the same.
     */
    public static final int FRESH_LOW = 0xFB;

    public static final int FRESH_HIGH = 0x7B;

    /** Doors of the library, and ways of saying the same at one. */
    public enum Path {
        IMPERATIVE,
        /** With every declared default written out that the case leaves to the library. */
        DEFAULTS_WRITTEN,
        /** Without the attributes to which the case gives their declared default. */
        DEFAULTS_OMITTED,
        /** With every true-or-false attribute the other way round: another call, which tells what they ask for. */
        FLAGS_SWITCHED,
        /** A graph of one operator, run twice, of which the second run counts. */
        CACHED_OP,
        /** The same with memory planned once and kept. */
        CACHED_OP_STATIC,
        /** All steps as one graph. */
        GRAPH,
        /** The same without putting operators together into one of the engine's. */
        GRAPH_UNBULKED,
        /** The same, dissolved into calls where it runs. */
        GRAPH_INLINED,
        /** The same with memory planned once and kept, shapes still free. */
        GRAPH_STATIC_MEMORY,
        /** The same with memory and shapes fixed. */
        GRAPH_STATIC,
        /** The same with parts of it replaced by operators of oneDNN. */
        GRAPH_SUBGRAPHS,
        /** The same as a symbol that is bound to its arrays, as executors of symbols have it; not every build has those. */
        GRAPH_BOUND,
        /** The same in the memory of another one that has run. */
        GRAPH_BOUND_SHARING,
        /** One call after the other, put together by the engine, and nothing waited for before the last. */
        IN_BULK;

        /** Whether each operator is called as a graph of its own. */
        public boolean cached() {
            return this == CACHED_OP || this == CACHED_OP_STATIC;
        }

        /** Whether only the results of the last step come out. */
        public boolean whole() {
            return graph() || this == IN_BULK;
        }

        /** Whether all steps are one graph. */
        public boolean graph() {
            return switch (this) {
                case GRAPH,
                        GRAPH_UNBULKED,
                        GRAPH_INLINED,
                        GRAPH_STATIC_MEMORY,
                        GRAPH_STATIC,
                        GRAPH_SUBGRAPHS,
                        GRAPH_BOUND,
                        GRAPH_BOUND_SHARING -> true;
                case IMPERATIVE,
                        DEFAULTS_WRITTEN,
                        DEFAULTS_OMITTED,
                        FLAGS_SWITCHED,
                        CACHED_OP,
                        CACHED_OP_STATIC,
                        IN_BULK -> false;
            };
        }

        /** Whether the graph is bound to its arrays and computes its gradients itself. */
        public boolean bound() {
            return this == GRAPH_BOUND || this == GRAPH_BOUND_SHARING;
        }

        /** Whether memory is planned when a graph first runs. */
        public boolean planned() {
            return this == CACHED_OP_STATIC || this == GRAPH_STATIC_MEMORY || this == GRAPH_STATIC;
        }
    }

    /** Places of memory. */
    public enum Layout {
        OWN,
        /** In the middle of a longer array. */
        SLICED,
        /** Up to a page that may not be touched, aligned as elements are. */
        GUARD_BEHIND,
        /** The same, aligned to 64 bytes. */
        GUARD_BEHIND_WIDE,
        /** From such a page on. */
        GUARD_BEFORE
    }

    /** Gradients of the results. */
    public enum Heads {
        /** What the library takes when none are given. */
        ONES,
        /** Values by chance in [0.5, 1.5). */
        DRAWN,
        /** The same, of the first result twice as much. */
        FIRST_DOUBLED,
        /** As drawn, in an array with one row more than the first result has. */
        LONGER;

        private static final long SEED = 0x68656164;

        /** The elements of one result's head gradient, the same in every run. */
        public Fill fill(int result) {
            int times = this == FIRST_DOUBLED && result == 0 ? 2 : 1;
            return this == ONES ? new Fill.Constant(1) : new Fill.Uniform(SEED + result, 0.5 * times, 1.5 * times);
        }
    }

    /** Beginnings of the library's stream of random numbers. Other than by the first, the case itself is run only if it draws any. */
    public enum Chance {
        /** The seed that the runs of a case share, where its results depend on one. */
        SEEDED,
        /** The same on a thread of its own, which sets the seed and makes the calls. */
        SEEDED_ON_ANOTHER_THREAD,
        /** Wherever the run before has left it. */
        GOING_ON
    }

    public Manner {
        Objects.requireNonNull(path);
        Objects.requireNonNull(layout);
        Objects.requireNonNull(heads);
        Objects.requireNonNull(chance);
    }

    public Manner with(Chance other) {
        return new Manner(path, layout, ownResults, ompThreads, freshFill, gradientBefore, heads, other);
    }

    public Manner with(Path other) {
        return new Manner(other, layout, ownResults, ompThreads, freshFill, gradientBefore, heads, chance);
    }

    public Manner with(Layout other) {
        return new Manner(path, other, ownResults, ompThreads, freshFill, gradientBefore, heads, chance);
    }

    public Manner withOwnResults() {
        return new Manner(path, layout, true, ompThreads, freshFill, gradientBefore, heads, chance);
    }

    public Manner withOmpThreads(int threads) {
        return new Manner(path, layout, ownResults, threads, freshFill, gradientBefore, heads, chance);
    }

    public Manner withFreshFill(int fill) {
        return new Manner(path, layout, ownResults, ompThreads, fill, gradientBefore, heads, chance);
    }

    public Manner withGradientBefore(double before) {
        return new Manner(path, layout, ownResults, ompThreads, freshFill, before, heads, chance);
    }

    public Manner with(Heads other) {
        return new Manner(path, layout, ownResults, ompThreads, freshFill, gradientBefore, other, chance);
    }
}
