package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Step;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Another way to make several calls that must come to the same as one after the other. */
enum GraphWay implements Way {
    EACH("each call as a graph", Manner.Path.CACHED_OP),
    ONE("all calls as one graph", Manner.Path.GRAPH),
    UNBULKED("all calls as one graph", Manner.Path.GRAPH_UNBULKED),
    INLINED("all calls as one graph", Manner.Path.GRAPH_INLINED),
    STATIC_MEMORY("all calls as one graph", Manner.Path.GRAPH_STATIC_MEMORY),
    STATIC("all calls as one graph", Manner.Path.GRAPH_STATIC),
    SUBGRAPHS("subgraphs of oneDNN", Manner.Path.GRAPH_SUBGRAPHS),
    BOUND("all calls bound as a symbol", Manner.Path.GRAPH_BOUND),
    SHARING("all calls bound as a symbol", Manner.Path.GRAPH_BOUND_SHARING),
    BULK("calls put together in bulk", Manner.Path.IN_BULK);

    /** Label of the plain run with gradients that do not begin at zero. */
    static final String ADDED = "added to";

    private static final double ADDED_TO = 3;

    private final String words;
    private final Manner.Path path;

    GraphWay(String words, Manner.Path path) {
        this.words = words;
        this.path = path;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public String label() {
        boolean alone =
                Arrays.stream(values()).filter(way -> way.words.equals(words)).count() == 1;
        return "with " + words + (alone ? "" : ", " + name().toLowerCase(Locale.ROOT));
    }

    /** Whether the graph computes gradients itself, for which builds may lack the functions. */
    boolean bound() {
        return path.bound();
    }

    /** Whether all calls are one graph. */
    boolean graph() {
        return path.graph();
    }

    /** A graph does without what some calls need, such as an array to update. */
    @Override
    public boolean sharesRefusals() {
        return this == BULK;
    }

    /** Of what oneDNN's subgraphs refuse nothing is known; a build need not have them. */
    @Override
    public boolean mayRefuse(String error) {
        return this == SUBGRAPHS || (this != BULK && OtherPath.noGraph(error));
    }

    /** The run; empty where this way does not exist for the case. */
    Optional<Variation> of(Case call) {
        boolean placed = call.steps().stream().anyMatch(step -> !step.out().isEmpty());
        boolean gradient = call.steps().stream().anyMatch(Step::wantsGradient);
        boolean there = this == BULK
                || (!placed
                        && (this != SUBGRAPHS || (!gradient && call.settings().oneDnn())));
        Manner manner = Manner.PLAIN.with(path);
        return there
                ? Optional.of(new Variation(
                        label(), call, bound() && adds(call) ? manner.withGradientBefore(ADDED_TO) : manner))
                : Optional.empty();
    }

    /** The plain call for those ways that compare what gradients are added to; empty where none are. */
    static Optional<Variation> added(Case call) {
        return adds(call)
                ? Optional.of(new Variation(ADDED, call, Manner.PLAIN.withGradientBefore(ADDED_TO)))
                : Optional.empty();
    }

    private static boolean adds(Case call) {
        return call.steps().stream().anyMatch(step -> step.request().contains(GradRequest.ADD));
    }
}
