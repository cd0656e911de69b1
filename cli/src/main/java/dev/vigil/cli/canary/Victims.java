package dev.vigil.cli.canary;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Operators that canaries may spoil, by what a fault needs of them. This is the one list of operators beside the safety
 * exclusions, and only canaries read it: nothing that generates or judges may know on which operators it is tested.
 * Stock builds show no fault of their own in them, so that a finding is the canary's. A build need not have them all.
 */
final class Victims {
    /** One input, the output of the same type and shape; with gradients. */
    static final List<String> ELEMENTWISE = List.of(
            "exp",
            "tanh",
            "sigmoid",
            "square",
            "cos",
            "sin",
            "arctan",
            "expm1",
            "relu",
            "softsign",
            "arcsinh",
            "erf",
            "cbrt",
            "negative",
            "abs",
            "reciprocal",
            "log1p",
            "sqrt",
            "hard_sigmoid");

    /** Two inputs whose shapes must go together, so that calls are refused as well; with gradients. */
    static final List<String> BINARY = List.of(
            "elemwise_add",
            "elemwise_sub",
            "elemwise_mul",
            "broadcast_add",
            "broadcast_sub",
            "broadcast_mul",
            "broadcast_maximum",
            "broadcast_minimum",
            "_maximum",
            "_minimum",
            "batch_dot",
            "_hypot",
            "broadcast_hypot");

    /** Those of them that take whole numbers of every type. */
    static final List<String> OF_WHOLE_NUMBERS =
            BINARY.stream().filter(name -> !name.equals("batch_dot")).toList();

    /** Those that take inputs stored without their zeros, and give a dense result. */
    static final List<String> DENSE_OF_SPARSE = List.of(
            "exp", "cos", "sigmoid", "softsign", "broadcast_maximum", "broadcast_minimum", "_maximum", "_hypot");

    /** Types that an operator refuses on a processor, so that a fault in one of these could never show. */
    private static final Map<String, List<String>> REFUSED = Map.of("batch_dot", List.of("float16"));

    static boolean takes(String victim, String dtype) {
        return !REFUSED.getOrDefault(victim, List.of()).contains(dtype);
    }

    /** Sums and their kin: fewer elements come out than go in. */
    static final List<String> REDUCING = List.of("sum", "nansum", "prod", "max", "min");

    /** Any number of inputs. */
    static final List<String> VARIADIC = List.of("Concat", "stack");

    /** Numbers from the library's generators. */
    static final List<String> DRAWING = List.of(
            "_random_uniform",
            "_random_normal",
            "_random_exponential",
            "_random_gamma",
            "_random_normal_like",
            "_random_uniform_like",
            "_sample_uniform",
            "_sample_normal",
            "_sample_exponential");

    /** Those that update a weight in place, as trainings do. */
    static final List<String> UPDATING = List.of("sgd_update", "sgd_mom_update", "adam_update");

    /** What two of them compute is the same, or one undoes the other; each may be the victim beside the other one. */
    static final Map<String, String> PAIRED = paired(
            List.of("elemwise_add", "broadcast_add"),
            List.of("elemwise_sub", "broadcast_sub"),
            List.of("elemwise_mul", "broadcast_mul"),
            List.of("_maximum", "broadcast_maximum"),
            List.of("_minimum", "broadcast_minimum"),
            List.of("_hypot", "broadcast_hypot"),
            List.of("square", "sqrt"),
            List.of("expm1", "log1p"));

    /** Those of them that compute the same. */
    static final Map<String, String> EQUIVALENT = PAIRED.entrySet().stream()
            .filter(pair -> BINARY.contains(pair.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    @SafeVarargs
    private static Map<String, String> paired(List<String>... pairs) {
        Map<String, String> partners = new TreeMap<>();
        for (List<String> pair : pairs) {
            partners.put(pair.get(0), pair.get(1));
            partners.put(pair.get(1), pair.get(0));
        }
        return partners;
    }

    private Victims() {}
}
