package dev.vigil.cli.canary;

import static dev.vigil.cli.canary.Victims.BINARY;
import static dev.vigil.cli.canary.Victims.DENSE_OF_SPARSE;
import static dev.vigil.cli.canary.Victims.DRAWING;
import static dev.vigil.cli.canary.Victims.ELEMENTWISE;
import static dev.vigil.cli.canary.Victims.EQUIVALENT;
import static dev.vigil.cli.canary.Victims.OF_WHOLE_NUMBERS;
import static dev.vigil.cli.canary.Victims.PAIRED;
import static dev.vigil.cli.canary.Victims.REDUCING;
import static dev.vigil.cli.canary.Victims.UPDATING;
import static dev.vigil.cli.canary.Victims.VARIADIC;

import dev.vigil.binding.Fault;
import dev.vigil.cli.BadInput;
import dev.vigil.model.target.Fingerprint;
import java.util.List;
import java.util.stream.Collectors;

/** Every canary there is, in the order of the rows that they stand for. A new one is one more line here. */
final class Canaries {
    /** Of the lane that makes calls and judges what comes back. */
    static final List<Canary> VALUES = List.of(
            Canary.of("large-value", 2, Fault.Kind.LARGE_VALUE, List.of(ELEMENTWISE, BINARY))
                    .past(64L, 100L, 200L, 256L, 500L),
            Canary.of("in-place-value", 2, Fault.Kind.IN_PLACE_VALUE, List.of(ELEMENTWISE))
                    .past(200L, 256L, 500L),
            Canary.of("row-mixing", 2, Fault.Kind.ROW_MIXING, List.of(ELEMENTWISE, BINARY))
                    .past(64L, 100L, 200L, 256L, 500L),
            Canary.of("large-error", 2, Fault.Kind.LARGE_ERROR, List.of(ELEMENTWISE, BINARY, REDUCING))
                    .past(16L, 32L, 64L, 128L, 200L),
            Canary.of("many-inputs", 2, Fault.Kind.MANY_INPUTS, List.of(VARIADIC))
                    .past(4L, 16L, 64L, 200L),
            Canary.of("graph-value", 2, Fault.Kind.GRAPH_VALUE, List.of(ELEMENTWISE, BINARY))
                    .past(1L, 2L),
            Canary.of("bound-graph-value", 2, Fault.Kind.BOUND_GRAPH_VALUE, List.of(ELEMENTWISE))
                    .past(1L, 2L)
                    .needing(Fingerprint.SYMBOL_EXECUTOR),
            Canary.ofPairs("pair-value", 2, Fault.Kind.LARGE_VALUE, PAIRED).past(200L, 256L, 500L),
            Canary.of("nan", 4, Fault.Kind.NAN, List.of(ELEMENTWISE, BINARY, REDUCING))
                    .in("float32", "float16"),
            Canary.of("nan-in-every-type", 4, Fault.Kind.NAN, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("uninitialised-read", 5, Fault.Kind.UNINITIALISED_READ, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("error-twice", 7, Fault.Kind.ERROR_TWICE, List.of(BINARY)),
            Canary.of("error-later", 7, Fault.Kind.ERROR_LATER, List.of(BINARY)),
            Canary.of("error-elsewhere", 7, Fault.Kind.ERROR_ELSEWHERE, List.of(BINARY)),
            Canary.of("dtype-drift", 9, Fault.Kind.DTYPE_DRIFT, List.of(ELEMENTWISE, BINARY, REDUCING))
                    .in("float32", "float16"),
            Canary.of("gradient-factor", 10, Fault.Kind.GRADIENT_FACTOR, List.of(ELEMENTWISE, BINARY)),
            Canary.of("gradient-unwritten", 10, Fault.Kind.GRADIENT_UNWRITTEN, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("gradient-add", 10, Fault.Kind.GRADIENT_ADD, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("draws-biased", 10, Fault.Kind.TENTH_MORE, List.of(DRAWING)),
            Canary.of("seed-ignored", 10, Fault.Kind.SEED_IGNORED, List.of(DRAWING)),
            Canary.of("late-update", 10, Fault.Kind.LATE_UPDATE, List.of(UPDATING))
                    .past(2L, 4L, 7L),
            Canary.of("input-overwritten", 15, Fault.Kind.INPUT_OVERWRITTEN, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("read-behind-input", 15, Fault.Kind.READ_BEHIND_INPUT, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("write-behind-output", 15, Fault.Kind.WRITE_BEHIND_OUTPUT, List.of(ELEMENTWISE, BINARY)),
            Canary.of("engine-value", 16, Fault.Kind.ENGINE_VALUE, List.of(ELEMENTWISE, BINARY, REDUCING)),
            Canary.of("sparse-value", 16, Fault.Kind.SPARSE_VALUE, List.of(DENSE_OF_SPARSE)),
            Canary.of("sparse-row-ignored", 16, Fault.Kind.SPARSE_ROW_IGNORED, List.of(ELEMENTWISE, DENSE_OF_SPARSE)),
            Canary.of("low-accuracy", 16, Fault.Kind.LOW_ACCURACY, List.of(ELEMENTWISE, BINARY, REDUCING))
                    .in("float16", "float32"),
            Canary.of("overflow", 16, Fault.Kind.OVERFLOW, List.of(BINARY, REDUCING))
                    .past(4L, 8L, 16L)
                    .in("float16"),
            Canary.of("wrong-value", 16, Fault.Kind.WRONG_VALUE, List.of(ELEMENTWISE, BINARY, REDUCING))
                    .in("float16", "float32"),
            Canary.ofPairs("boundary-value", 16, Fault.Kind.BOUNDARY_VALUE, EQUIVALENT)
                    .in("float16", "float32", "float64"),
            Canary.of("dtype-refused", 16, Fault.Kind.DTYPE_REFUSED, List.of(OF_WHOLE_NUMBERS))
                    .in("int32", "int64", "int8", "uint8"));

    private Canaries() {}

    /**
     * @param names of some; empty for all
     * @throws BadInput when there is none of a name
     */
    static List<Canary> named(List<String> names) throws BadInput {
        for (String name : names) {
            if (VALUES.stream().noneMatch(c -> c.name().equals(name))) {
                throw new BadInput("--only " + name + " is no canary; there are "
                        + VALUES.stream().map(Canary::name).collect(Collectors.joining(", ")));
            }
        }
        return VALUES.stream()
                .filter(c -> names.isEmpty() || names.contains(c.name()))
                .toList();
    }
}
