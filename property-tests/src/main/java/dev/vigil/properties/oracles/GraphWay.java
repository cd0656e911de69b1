package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
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
    BULK("calls put together in bulk", Manner.Path.IN_BULK);

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
        return "with " + words + (words.equals(ONE.words) ? ", " + name().toLowerCase(Locale.ROOT) : "");
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
        return there ? Optional.of(new Variation(label(), call, Manner.PLAIN.with(path))) : Optional.empty();
    }
}
