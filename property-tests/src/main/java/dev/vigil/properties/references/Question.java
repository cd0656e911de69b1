package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call that is to be computed again. Made for one answer; one thread. */
final class Question {
    /** Multiply-adds, or elements, that an answer may cost; more would show in the throughput of a campaign. */
    static final int WORK_MAX = 1 << 20;

    private final List<Tensor> inputs;
    private final Attributes attributes;
    private final Arithmetic arithmetic;
    private final boolean train;
    private final List<DType> outputs;
    private long work;

    /** @param outputs the types that came out */
    Question(List<Tensor> inputs, Attributes attributes, boolean train, List<DType> outputs) {
        this.inputs = List.copyOf(inputs);
        this.attributes = attributes;
        this.train = train;
        this.outputs = List.copyOf(outputs);
        arithmetic = Arithmetic.of(inputs.stream().map(Tensor::dtype).toList(), outputs);
    }

    int count() {
        return inputs.size();
    }

    Tensor input(int index) {
        if (index >= inputs.size()) {
            throw new NotCovered("fewer inputs than documented");
        }
        return inputs.get(index);
    }

    Grid grid(int index) {
        return input(index).grid();
    }

    Attributes attributes() {
        return attributes;
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    boolean train() {
        return train;
    }

    /** The type of output {@code index} as it came out. */
    DType output(int index) {
        if (index >= outputs.size()) {
            throw new NotCovered("fewer outputs than documented");
        }
        return outputs.get(index);
    }

    /** The type that all inputs have, or null when they differ. */
    @Nullable
    DType common() {
        DType common = inputs.isEmpty() ? null : inputs.get(0).dtype();
        for (Tensor input : inputs) {
            if (input.dtype() != common) {
                return null;
            }
        }
        return common;
    }

    /** An element as the computation holds it: exact, or rounded when its type is wider or of whole numbers. */
    Real real(int input, int flat) {
        return arithmetic.constant(input(input).value(flat));
    }

    Real[] reals(int input) {
        Real[] reals = new Real[input(input).size()];
        for (int e = 0; e < reals.length; e++) {
            reals[e] = real(input, e);
        }
        return reals;
    }

    /** @throws NotCovered when the answer becomes too dear */
    void spend(long steps) {
        work += steps;
        if (work > WORK_MAX) {
            throw new NotCovered("more than a million steps");
        }
    }

    /** @throws NotCovered when there are more or fewer inputs */
    void needs(int count) {
        if (inputs.size() != count) {
            throw new NotCovered(inputs.size() + " inputs");
        }
    }

    /** @throws NotCovered when it does not hold */
    static void require(boolean condition, String what) {
        if (!condition) {
            throw new NotCovered(what);
        }
    }
}
