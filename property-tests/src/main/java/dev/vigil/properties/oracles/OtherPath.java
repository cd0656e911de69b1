package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Ways that are there in the process of the plain call. */
enum OtherPath implements Way {
    CACHED_OP("a cached op"),
    CACHED_OP_STATIC("a cached op"),
    PLACED("a result placed beforehand"),
    SLICED("inputs that are slices"),
    THREADS("four threads"),
    DEFAULTS_WRITTEN("its defaults written out"),
    DEFAULTS_OMITTED("its defaults left out"),
    AXIS_FROM_BEHIND("the axis counted from behind");

    /**
     * Only where oneDNN is off: the library keeps its primitives, whose memory was measured for the threads that there
     * were at first, and more threads write beyond it. The process would be of no use to later cases.
     */
    private static final int THREADS_MORE = 4;

    /** Names of a single axis of the first input; others count axes of other inputs or of results. */
    private static final Pattern AXIS = Pattern.compile("(?:axis|dim)[12]?");

    /**
     * A graph plans its gradient when it is first run, whether or not anybody wants it; both builds do that to every
     * operator without a gradient or without inputs. Functions of the imperative front end alone say that they are not
     * implemented. A state that an operator updates is a variable of the graph, by what a graph is.
     */
    private static final Pattern NO_GRAPH = Pattern.compile(
            "is non-differentiable|inputs in computation graph that require gradients|is not implemented for [A-Z]"
                    + "|Mutation target can only be Variable");

    /** The declared name of a device lacks its number, whatever the operator. */
    private static final Pattern NO_DEVICE = Pattern.compile("Invalid (?:context|device) string");

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,2}");

    private final String words;

    OtherPath(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public String label() {
        return "with " + words + (this == CACHED_OP_STATIC ? ", static" : "");
    }

    /**
     * Graphs and placed results do without what some
     * calls need, such as an array to update; which numbers an axis may have is not asked here.
     */
    @Override
    public boolean sharesRefusals() {
        return this == SLICED || this == THREADS || this == DEFAULTS_WRITTEN || this == DEFAULTS_OMITTED;
    }

    @Override
    public boolean mayRefuse(String error) {
        return switch (this) {
            case CACHED_OP, CACHED_OP_STATIC -> noGraph(error);
            case DEFAULTS_WRITTEN -> NO_DEVICE.matcher(error).find();
            case AXIS_FROM_BEHIND -> true;
            default -> false;
        };
    }

    /** Whether this says that an operator cannot be part of any graph. */
    static boolean noGraph(String error) {
        return NO_GRAPH.matcher(error).find();
    }

    /** The run; empty where this way does not exist for the case or is the plain one. */
    Optional<Variation> of(Case call) {
        boolean placed = call.steps().stream().anyMatch(step -> !step.out().isEmpty());
        return switch (this) {
            case CACHED_OP -> placed ? Optional.empty() : plain(call, Manner.PLAIN.with(Manner.Path.CACHED_OP));
            case CACHED_OP_STATIC ->
                placed ? Optional.empty() : plain(call, Manner.PLAIN.with(Manner.Path.CACHED_OP_STATIC));
            case PLACED -> placed ? Optional.empty() : plain(call, Manner.PLAIN.withOwnResults());
            case SLICED ->
                call.steps().stream().anyMatch(OtherPath::sliceable)
                        ? plain(call, Manner.PLAIN.with(Manner.Layout.SLICED))
                        : Optional.empty();
            case THREADS ->
                call.settings().ompThreads() == 1 && !call.settings().oneDnn()
                        ? plain(call, Manner.PLAIN.withOmpThreads(THREADS_MORE))
                        : Optional.empty();
            case DEFAULTS_WRITTEN -> plain(call, Manner.PLAIN.with(Manner.Path.DEFAULTS_WRITTEN));
            case DEFAULTS_OMITTED ->
                call.steps().stream().allMatch(step -> step.attributes().isEmpty())
                        ? Optional.empty()
                        : plain(call, Manner.PLAIN.with(Manner.Path.DEFAULTS_OMITTED));
            case AXIS_FROM_BEHIND -> axisFromBehind(call);
        };
    }

    private Optional<Variation> plain(Case call, Manner manner) {
        return Optional.of(new Variation(label(), call, manner));
    }

    private static boolean sliceable(Step step) {
        return step.inputs().stream()
                .anyMatch(input ->
                        input instanceof Input.Array array && array.shape().rank() > 0);
    }

    private Optional<Variation> axisFromBehind(Case call) {
        Step step = call.steps().get(0);
        if (call.steps().size() != 1
                || step.inputs().isEmpty()
                || !(step.inputs().get(0) instanceof Input.Array first)) {
            return Optional.empty();
        }
        SortedMap<String, String> attributes = new TreeMap<>(step.attributes());
        for (Map.Entry<String, String> given : step.attributes().entrySet()) {
            String value = given.getValue().trim();
            if (AXIS.matcher(given.getKey()).matches() && WHOLE.matcher(value).matches()) {
                int axis = Integer.parseInt(value);
                if (axis < first.shape().rank()) {
                    attributes.put(
                            given.getKey(),
                            Integer.toString(axis - first.shape().rank()));
                }
            }
        }
        return attributes.equals(step.attributes())
                ? Optional.empty()
                : Optional.of(
                        new Variation(label(), new Case(call.settings(), List.of(step.withAttributes(attributes)))));
    }
}
