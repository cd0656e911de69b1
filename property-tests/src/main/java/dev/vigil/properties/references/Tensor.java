package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An input with the values that the library saw: rounded to its type. Immutable. */
final class Tensor {
    private static final double WHOLE_MAX = 0x1p53;

    private final Grid grid;
    private final DType dtype;
    private final double[] values;

    Tensor(Grid grid, DType dtype, double[] values) {
        this.grid = grid;
        this.dtype = dtype;
        this.values = values.clone();
    }

    static Tensor of(Input.Array array) {
        Grid grid = Grid.of(array.shape());
        DType type = array.dtype();
        ByteBuffer bytes = ByteBuffer.allocate(grid.size() * type.bytes()).order(ByteOrder.nativeOrder());
        Values.write(array.fill(), type, grid.size(), bytes);
        double[] values = new double[grid.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = Values.get(type, bytes, e);
            if (!type.floating() && Math.abs(values[e]) > WHOLE_MAX) {
                throw new NotCovered("whole numbers that float64 does not hold");
            }
        }
        return new Tensor(grid, type, values);
    }

    Grid grid() {
        return grid;
    }

    DType dtype() {
        return dtype;
    }

    int size() {
        return values.length;
    }

    double value(int flat) {
        return values[flat];
    }

    /** @throws NotCovered for a number that is no index */
    int index(int flat) {
        double value = values[flat];
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw new NotCovered("an index that is no whole number");
        }
        return (int) value;
    }

    boolean anyNan() {
        for (double value : values) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
