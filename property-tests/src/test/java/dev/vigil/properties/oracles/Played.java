package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Operators that are functions of their first input's values, as an oracle sees them. */
final class Played {
    private Played() {}

    /**
     * What an oracle says of the answers to all runs of a proof.
     *
     * @param inPlace the operator's function when the result goes in place of the input
     */
    static Verdict judge(Oracle oracle, Case call, UnaryOperator<double[]> operator, UnaryOperator<double[]> inPlace) {
        List<RunFacts> runs = new ArrayList<>();
        runs.add(run(RunFacts.BASE, call, operator));
        for (Variation variation : oracle.variationsAlone(call, Intent.VALID)) {
            boolean placed = !variation.call().steps().get(0).out().isEmpty();
            runs.add(run(variation.label(), variation.call(), placed ? inPlace : operator));
        }
        return oracle.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    private static RunFacts run(String label, Case call, UnaryOperator<double[]> operator) {
        double[] values = {};
        DType dtype = DType.FLOAT32;
        Shape shape = Shape.of();
        for (Step step : call.steps()) {
            if (step.inputs().get(0) instanceof Input.Array array) {
                dtype = array.dtype();
                shape = array.shape();
                values = values(array);
            }
            values = operator.apply(values);
        }
        // As many values as went in are in their places.
        boolean same = shape.elements() == values.length;
        return Seen.run(label, same ? Seen.array(dtype, shape, values) : Seen.array(dtype, values));
    }

    private static double[] values(Input.Array array) {
        int count = (int) array.shape().elements();
        DType dtype = array.dtype();
        ByteBuffer bytes = ByteBuffer.allocate(count * dtype.bytes()).order(ByteOrder.nativeOrder());
        Values.write(array.fill(), dtype, count, bytes);
        double[] values = new double[count];
        Arrays.setAll(values, i -> Values.get(dtype, bytes, i));
        return values;
    }

    static double[] each(double[] values) {
        return Arrays.stream(values).map(v -> v * v + 1).toArray();
    }

    static double[] lawless(double[] values) {
        double shared = Math.sin(1 + Arrays.stream(values).sum());
        double[] mixed = values.clone();
        Arrays.setAll(mixed, i -> values[i] + (i + 1) * shared);
        return mixed;
    }
}
