package dev.vigil.properties.executor;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Real builds and simple cases for tests. */
public final class Builds {
    private static final String SECOND = "VIGIL_MXNET2_LIB";

    private Builds() {}

    /** The default build under test, unpacked by this module's Maven build. */
    public static Path one() {
        return Path.of(String.valueOf(System.getProperty("vigil.test.mxnet")));
    }

    /** A 2.x build, where this machine has one; otherwise the test is skipped. */
    public static Path two() {
        @Nullable String given = System.getenv(SECOND);
        if (given == null) {
            Assumptions.abort(SECOND + " names no libmxnet.so of 2.x");
        }
        return Path.of(String.valueOf(given));
    }

    /** Sum of two 2x3 arrays. */
    public static Case add() {
        return call("elemwise_add", DType.FLOAT32, Shape.of(2, 3), 2);
    }

    public static Case call(String operator, DType dtype, Shape shape, int inputs) {
        List<Input> arrays = new java.util.ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            arrays.add(new Input.Array(shape, dtype, new Fill.Uniform(i + 1, -1, 1)));
        }
        return new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), arrays)));
    }
}
