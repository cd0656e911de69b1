package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every build; each test class opens one and inherits this. */
abstract class BindingContract {
    abstract MxLibrary library();

    @Test
    void everyAliasLeadsToAPrimaryOrToItself() {
        OperatorRegistry operators = library().operators();
        operators.aliases().forEach((alias, primary) -> {
            assertTrue(operators.primaryNames().contains(primary) || alias.equals(primary), alias + " -> " + primary);
        });
        assertEquals("elemwise_add", operators.primaryName("_plus").orElseThrow());
        assertEquals(
                operators.names().size(),
                operators.primaryNames().size() + operators.aliases().size());
    }

    @Test
    void everyPrimaryDescribesItself() {
        OperatorRegistry operators = library().operators();
        for (String name : operators.primaryNames()) {
            assertEquals(name, operators.info(name).name());
        }
        OperatorInfo concat = operators.info("Concat");
        assertEquals("num_args", concat.keyVarNumArgs());
        assertEquals(Map.of("dim", "0", "num_args", "3"), concat.attributesFor(Map.of("dim", "0"), 3));
        assertTrue(
                concat.arguments().stream().anyMatch(argument -> argument.type().contains("NDArray-or-Symbol[]")));
    }

    @Test
    void addOfTwoArraysIsRight() {
        try (NdArray left = Floats.array(library(), new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
                NdArray right = Floats.array(library(), new long[] {2, 3}, 10, 20, 30, 40, 50, 60)) {
            NdArray[] sums = library().imperative().invoke("elemwise_add", Map.of(), left, right);
            assertEquals(1, sums.length);
            try (NdArray sum = sums[0]) {
                assertArrayEquals(new float[] {11, 22, 33, 44, 55, 66}, Floats.values(sum));
                assertEquals(new ArrayInfo(0, 0, Device.CPU, Shape.of(2, 3)), sum.info());
            }
        }
    }

    @Test
    void outputsMayBeGiven() {
        try (NdArray in = Floats.array(library(), new long[] {2}, 3, 4);
                NdArray out = Floats.array(library(), new long[] {2}, 0, 0);
                PreparedCall square = library().imperative().prepare("square", Map.of())) {
            square.runInto(new NdArray[] {out}, in);
            assertArrayEquals(new float[] {9, 16}, Floats.values(out));
        }
    }

    @Test
    void manyOutputsAreAllReturned() {
        int count = 100;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        try (NdArray in = Floats.array(library(), new long[] {count}, values)) {
            NdArray[] parts = library()
                    .imperative()
                    .invoke("SliceChannel", Map.of("num_outputs", Integer.toString(count), "axis", "0"), in);
            assertEquals(count, parts.length);
            for (int i = 0; i < count; i++) {
                try (NdArray part = parts[i]) {
                    assertArrayEquals(new float[] {i}, Floats.values(part));
                }
            }
        }
    }

    @Test
    void manyInputsAreAllTaken() {
        NdArray[] inputs = new NdArray[40];
        Arrays.setAll(inputs, i -> Floats.array(library(), new long[] {1}, i));
        NdArray[] sum = library().imperative().invoke("add_n", Map.of("num_args", "40"), inputs);
        assertArrayEquals(new float[] {780}, Floats.values(sum[0]));
        sum[0].close();
        Arrays.stream(inputs).forEach(NdArray::close);
    }

    @Test
    void unknownOperatorIsNamed() {
        var failure = assertThrows(
                NoSuchElementException.class, () -> library().imperative().prepare("no_such_operator", Map.of()));
        assertTrue(String.valueOf(failure.getMessage()).contains("no_such_operator"));
    }

    @Test
    void errorTextOfTheBuildComesWhole() {
        try (NdArray left = Floats.array(library(), new long[] {2}, 1, 2);
                NdArray right = Floats.array(library(), new long[] {3}, 1, 2, 3)) {
            MxError error = assertThrows(
                    MxError.class, () -> library().imperative().invoke("elemwise_add", Map.of(), left, right));
            assertEquals(MxError.Way.REPORTED, error.way());
            assertTrue(error.text().contains("[2]") && error.text().contains("[3]"), error.text());
        }
    }

    @Test
    void wrongAttributeIsAnErrorOfTheBuild() {
        try (NdArray in = Floats.array(library(), new long[] {2}, 1, 2)) {
            MxError error =
                    assertThrows(MxError.class, () -> library().imperative().invoke("sum", Map.of("axis", "what"), in));
            assertTrue(error.text().contains("axis"), error.text());
        }
    }

    @Test
    void everySupportedTypeRoundTrips() {
        int elements = 6;
        for (DType type : supportedTypes()) {
            ByteBuffer in = Floats.buffer(elements * type.bytes());
            for (int i = 0; i < in.capacity(); i++) {
                in.put(i, (byte) (type == DType.BOOL ? i & 1 : i + 1));
            }
            ByteBuffer out = Floats.buffer(elements * type.bytes());
            try (NdArray array = library().arrays().create(new long[] {2, 3}, type)) {
                assertEquals(type.code(), array.dtype());
                array.copyFrom(in, elements);
                array.copyTo(out, elements);
            }
            assertEquals(in, out, type.name());
        }
    }

    abstract List<DType> supportedTypes();

    @Test
    void preparedArrayHoldsWhatItsBufferHoldsWhenItIsMade() {
        ByteBuffer values = Floats.buffer(24);
        ByteBuffer out = Floats.buffer(24);
        try (PreparedArray prepared =
                library().arrays().prepare(new long[] {2, 3}, DType.FLOAT32.code(), Device.CPU, values)) {
            for (float value = 1; value < 3; value++) {
                values.putFloat(20, value);
                try (NdArray array = prepared.make()) {
                    assertEquals(Shape.of(2, 3), array.shape());
                    array.copyTo(out, 6);
                    assertEquals(values, out);
                    assertTrue(prepared.unchanged(array));
                    values.putFloat(20, 0);
                    assertFalse(prepared.unchanged(array));
                }
            }
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> library().arrays().prepare(new long[] {7}, DType.FLOAT32.code(), Device.CPU, values));
    }

    @Test
    void copiesStartAtThePositionOfTheBuffer() {
        ByteBuffer in = Floats.buffer(16);
        in.asFloatBuffer().put(new float[] {1, 2, 3, 4});
        ByteBuffer out = Floats.buffer(16);
        try (NdArray array = library().arrays().create(new long[] {2}, DType.FLOAT32)) {
            array.copyFrom(in.position(8), 2);
            array.copyTo(out.position(4), 2);
        }
        assertEquals(3f, out.getFloat(4));
        assertEquals(4f, out.getFloat(8));
        assertEquals(0f, out.getFloat(12));
    }

    @Test
    void copyBeyondTheBufferIsRefused() {
        try (NdArray array = library().arrays().create(new long[] {100}, DType.FLOAT32)) {
            assertThrows(IllegalArgumentException.class, () -> array.copyTo(Floats.buffer(8), 100));
            assertThrows(IllegalArgumentException.class, () -> array.copyFrom(ByteBuffer.allocate(400), 100));
            assertThrows(MxError.class, () -> array.copyFrom(Floats.buffer(8), 2), "fewer elements than the array");
        }
    }

    @Test
    void scalarAndEmptyArraysNeedTheNumpySwitch() {
        NumpySemantics numpy = library().numpy();
        boolean before = numpy.setShape(true);
        try (NdArray scalar = Floats.array(library(), new long[0], 7);
                NdArray empty = library().arrays().create(new long[] {0, 3}, DType.FLOAT32)) {
            assertTrue(numpy.shape());
            assertEquals(Shape.of(), scalar.shape());
            assertEquals(Shape.of(0, 3), empty.shape());
            assertArrayEquals(new float[] {7}, Floats.values(scalar));
            assertEquals(0, empty.shape().elements());
            assertDoesNotThrow(() -> empty.copyTo(Floats.buffer(8), 0));
        } finally {
            numpy.setShape(before);
        }
        assertEquals(before, numpy.shape());
    }

    @Test
    void secondCloseIsHarmlessAndUseAfterCloseIsRefused() {
        NdArray array = Floats.array(library(), new long[] {1}, 1);
        array.close();
        array.close();
        assertThrows(IllegalStateException.class, array::shape);
        assertThrows(IllegalStateException.class, array::waitToRead);
        assertThrows(IllegalStateException.class, () -> library().imperative().invoke("square", Map.of(), array));
        PreparedCall call = library().imperative().prepare("square", Map.of());
        call.close();
        call.close();
        assertThrows(IllegalStateException.class, call::run);
    }

    @Test
    void shapesAreInferredWithoutRunning() {
        try (OperatorSymbol dot = library().symbols().create("dot", Map.of(), 2)) {
            InferredShapes answer = dot.inferShapes(List.of(Shape.of(2, 3), Shape.of(3, 5)));
            assertTrue(answer.complete());
            assertEquals(List.of(Shape.of(2, 5)), answer.outputs());
            assertEquals(List.of(Shape.of(2, 3), Shape.of(3, 5)), answer.inputs());
            MxError error = assertThrows(MxError.class, () -> dot.inferShapes(List.of(Shape.of(2, 3), Shape.of(4, 5))));
            assertFalse(error.text().isEmpty());
        }
    }

    @Test
    void unknownShapesStayOpenOrAreDerived() {
        try (OperatorSymbol add = library().symbols().create("elemwise_add", Map.of(), 2)) {
            InferredShapes derived = add.inferShapes(List.of(Shape.UNKNOWN, Shape.of(4, 2)));
            assertTrue(derived.complete());
            assertEquals(List.of(Shape.of(4, 2), Shape.of(4, 2)), derived.inputs());
            assertFalse(add.inferShapesPartially(List.of(Shape.UNKNOWN, Shape.UNKNOWN), false)
                    .complete());
            InferredShapes partial = add.inferShapesPartially(List.of(Shape.of(0, 2), Shape.of(4, 0)), false);
            assertTrue(partial.complete());
            assertEquals(List.of(Shape.of(4, 2)), partial.outputs());
        }
    }

    @Test
    void auxiliaryStatesComeInInputOrder() {
        try (OperatorSymbol norm = library().symbols().create("BatchNorm", Map.of(), 5)) {
            assertEquals(List.of("in0", "in1", "in2"), norm.arguments());
            assertEquals(List.of("in3", "in4"), norm.auxiliaryStates());
            assertEquals(1, norm.outputs().size());
            InferredShapes answer = norm.inferShapes(
                    List.of(Shape.of(2, 3, 4, 4), Shape.UNKNOWN, Shape.UNKNOWN, Shape.UNKNOWN, Shape.of(3)));
            assertEquals(Shape.of(3), answer.inputs().get(1));
            assertEquals(Shape.of(3), answer.inputs().get(4));
            assertEquals(List.of(Shape.of(2, 3, 4, 4)), answer.outputs());
        }
    }

    @Test
    void typesAreInferredWithoutRunning() {
        try (OperatorSymbol cast = library().symbols().create("Cast", Map.of("dtype", "float64"), 1);
                OperatorSymbol add = library().symbols().create("elemwise_add", Map.of(), 2)) {
            assertEquals(
                    List.of(DType.FLOAT64.code()),
                    cast.inferTypes(List.of(DType.INT32.code())).outputs());
            InferredTypes derived = add.inferTypes(List.of(-1, DType.FLOAT16.code()));
            assertTrue(derived.complete());
            assertEquals(List.of(2, 2), derived.inputs());
            assertThrows(MxError.class, () -> add.inferTypes(List.of(0, 1)));
        }
    }

    @Test
    void sameSeedGivesSameNumbers() {
        assertArrayEquals(uniform(5), uniform(5));
        assertFalse(Arrays.equals(uniform(5), uniform(6)));
    }

    private float[] uniform(int seed) {
        library().randomness().seed(seed);
        try (NdArray array = library().imperative().invoke("_random_uniform", Map.of("shape", "(8,)"))[0]) {
            return Floats.values(array);
        }
    }

    @Test
    void engineAndStorageAnswer() {
        Engine engine = library().engine();
        // The naive engine has no bulks and always answers 0.
        assertEquals(0, engine.setBulkSize(7));
        engine.setOmpThreads(1);
        engine.waitAll();
        assertEquals(0, library().storage().gpuCount());
        library().storage().emptyCache(Device.CPU);
    }

    @Test
    void gradientOfSquareIsTwiceTheInput() {
        Autograd autograd = library().autograd();
        try (NdArray x = Floats.array(library(), new long[] {3}, 1, 2, 3);
                NdArray gradient = Floats.array(library(), new long[] {3}, 0, 0, 0)) {
            autograd.markVariables(List.of(new Autograd.Variable(x, Autograd.Request.WRITE, gradient)));
            assertFalse(autograd.setRecording(true));
            NdArray y = library().imperative().invoke("square", Map.of(), x)[0];
            assertTrue(autograd.setRecording(false));
            autograd.backward(new NdArray[] {y}, null, false, true);
            assertArrayEquals(new float[] {2, 4, 6}, Floats.values(gradient));
            try (NdArray attached = x.grad().orElseThrow()) {
                assertArrayEquals(new float[] {2, 4, 6}, Floats.values(attached));
            }
            assertTrue(y.grad().isEmpty());
            y.close();
        }
    }

    @Test
    void addedGradientsAccumulateAndHeadsScale() {
        Autograd autograd = library().autograd();
        try (NdArray x = Floats.array(library(), new long[] {1}, 5);
                NdArray gradient = Floats.array(library(), new long[] {1}, 100);
                NdArray head = Floats.array(library(), new long[] {1}, 3)) {
            autograd.markVariables(List.of(new Autograd.Variable(x, Autograd.Request.ADD, gradient)));
            autograd.setRecording(true);
            NdArray y = library().imperative().invoke("square", Map.of(), x)[0];
            autograd.setRecording(false);
            autograd.backward(new NdArray[] {y}, new NdArray[] {head}, false, true);
            assertArrayEquals(new float[] {130}, Floats.values(gradient));
            y.close();
        }
    }

    @Test
    void cachedOperatorAgreesWithTheImperativeCall() {
        float[] values = {0.5f, -1, 2, 3};
        try (OperatorSymbol symbol = library().symbols().create("tanh", Map.of(), 1);
                CachedOp plain = CachedOp.create(symbol, false, false);
                CachedOp fixed = CachedOp.create(symbol, true, true);
                NdArray in = Floats.array(library(), new long[] {2, 2}, values)) {
            NdArray direct = library().imperative().invoke("tanh", Map.of(), in)[0];
            for (CachedOp cached : List.of(plain, fixed)) {
                NdArray[] outputs = cached.run(Device.CPU, in);
                assertArrayEquals(Floats.values(direct), Floats.values(outputs[0]));
                outputs[0].close();
            }
            direct.close();
        }
    }

    /** exp(x) * x, bound with a gradient that is added to and one in memory that an earlier graph has left. */
    @Test
    void boundGraphGivesResultsAndGradientsWhereTheBuildHasIt() {
        assertEquals(library().abi() == Abi.V1, library().symbols().canBind());
        if (!library().symbols().canBind()) {
            return;
        }
        try (PreparedCall exp = library().imperative().prepare("exp", Map.of());
                PreparedCall multiply = library().imperative().prepare("elemwise_mul", Map.of());
                GraphSymbol symbol = library()
                        .symbols()
                        .graph(List.of(
                                new GraphSymbol.Node(exp, List.of(GraphSymbol.Source.variable(0))),
                                new GraphSymbol.Node(
                                        multiply,
                                        List.of(GraphSymbol.Source.output(0, 0), GraphSymbol.Source.variable(0)))));
                NdArray x = Floats.array(library(), new long[] {2}, 0, 1);
                NdArray written = Floats.array(library(), new long[] {2}, 100, 100);
                NdArray added = Floats.array(library(), new long[] {2}, 100, 100);
                NdArray head = Floats.array(library(), new long[] {2}, 1, 2)) {
            assertEquals(List.of(0), symbol.arguments());
            assertEquals(List.of(), symbol.auxiliaries());
            try (BoundGraph first = bound(symbol, x, Autograd.Request.WRITE, written, null);
                    NdArray result = first.forward(true)[0];
                    BoundGraph second = bound(symbol, x, Autograd.Request.ADD, added, first)) {
                float e = (float) Math.E;
                assertArrayEquals(new float[] {0, e}, Floats.values(result), e / 1000);
                first.backward(new NdArray[] {head}, true);
                assertArrayEquals(new float[] {1, 4 * e}, Floats.values(written), e / 1000);
                second.forward(true)[0].close();
                second.backward(new NdArray[] {head}, true);
                assertArrayEquals(new float[] {101, 100 + 4 * e}, Floats.values(added), e / 100);
            }
        }
    }

    private static BoundGraph bound(
            GraphSymbol symbol, NdArray x, Autograd.Request request, NdArray gradient, @Nullable BoundGraph shared) {
        List<BoundGraph.Argument> arguments = List.of(new BoundGraph.Argument(x, request, gradient));
        return BoundGraph.bind(symbol, Device.CPU, arguments, List.of(), shared);
    }

    @Test
    void secondOpenInOneProcessIsRefused() {
        assertThrows(IllegalStateException.class, () -> MxLibrary.open(library().path()));
    }

    @Test
    void handlersOfTheJvmSurviveLoadAndWork() {
        Object[] nothing = new Object[1];
        int caught = 0;
        int hashes = 0;
        for (int i = 0; i < 50_000; i++) {
            try {
                hashes += nothing[0].hashCode();
            } catch (NullPointerException expected) {
                caught++;
            }
        }
        assertEquals(50_000, caught);
        assertEquals(0, hashes);
    }

    @Test
    void wordAboutTheBuildIsReadable() {
        Map<String, Boolean> features = library().features();
        assertTrue(features.containsKey("CUDA"), features.toString());
        assertFalse(features.getOrDefault("CUDA", true));
        assertTrue(features.containsValue(true));
    }
}
