package dev.vigil.binding;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes calls of every kind that a fault may spoil, and prints one line for each. */
final class SpoiledMain {
    private static final int ALLOCATIONS = 200;
    private static final int UPDATES = 3;

    private final MxLibrary library;

    private SpoiledMain(MxLibrary library) {
        this.library = library;
    }

    public static void main(String[] arguments) throws LoadFailure {
        SpoiledMain calls = new SpoiledMain(MxLibrary.open(Path.of(arguments[0])));
        calls.types();
        calls.sizes();
        calls.inPlace();
        calls.largest();
        calls.refused();
        calls.gradient();
        calls.graph();
        calls.sparse();
        System.out.println("done");
    }

    private void types() {
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.INT32)) {
            try (NdArray left = typed(type, 1, 3);
                    NdArray right = typed(type, 10, 20);
                    NdArray sum = invoke("elemwise_add", left, right)) {
                System.out.println(
                        type + " gives " + DType.of(sum.dtype()).orElseThrow() + " " + Arrays.toString(asFloats(sum)));
            } catch (MxError error) {
                System.out.println(type + " failed: " + error.text());
            }
        }
    }

    private void sizes() {
        for (int rows : new int[] {6, 64, 1024}) {
            for (int i = 0; i < (rows == 6 ? ALLOCATIONS : 1); i++) {
                rows(rows, i == 0);
            }
        }
        for (int inputs : new int[] {2, 5}) {
            NdArray[] all = new NdArray[inputs];
            Arrays.setAll(all, i -> Floats.array(library, new long[] {1}, 1));
            try (NdArray sum =
                    library.imperative().invoke("add_n", Map.of("num_args", Integer.toString(inputs)), all)[0]) {
                System.out.println("inputs " + inputs + " give " + Floats.values(sum)[0]);
            } catch (MxError error) {
                System.out.println("inputs " + inputs + " failed: " + error.text());
            }
        }
    }

    private void rows(int rows, boolean told) {
        float[] ones = new float[rows];
        Arrays.fill(ones, 1);
        try (NdArray left = Floats.array(library, new long[] {rows}, ones);
                NdArray sum = invoke("elemwise_add", left, left)) {
            float[] values = asFloats(sum);
            if (told) {
                System.out.println("rows " + rows + " give " + values[0] + " to " + values[rows - 1]);
            }
        } catch (MxError error) {
            System.out.println("rows " + rows + " failed: " + error.text());
        }
    }

    private void inPlace() {
        try (NdArray left = Floats.array(library, new long[] {2}, 1, 2);
                NdArray right = Floats.array(library, new long[] {2}, 10, 20)) {
            library.imperative().invokeInto("elemwise_add", Map.of(), new NdArray[] {left}, left, right);
            System.out.println("in place " + Arrays.toString(Floats.values(left)));
        }
        try (NdArray updated = Floats.array(library, new long[] {1}, 1);
                NdArray ten = Floats.array(library, new long[] {1}, 10)) {
            for (int time = 0; time < UPDATES; time++) {
                library.imperative().invokeInto("elemwise_add", Map.of(), new NdArray[] {updated}, updated, ten);
            }
            System.out.println("updated " + Arrays.toString(Floats.values(updated)));
        }
    }

    private void largest() {
        try (NdArray large = Floats.array(library, new long[] {2}, Float.MAX_VALUE, 3);
                NdArray small = Floats.array(library, new long[] {2}, 0, 20);
                NdArray sum = invoke("elemwise_add", large, small)) {
            System.out.println("largest " + Arrays.toString(Floats.values(sum)));
        }
    }

    private void refused() {
        NdArray two = Floats.array(library, new long[] {2}, 1, 2);
        NdArray three = Floats.array(library, new long[] {3}, 1, 2, 3);
        say("unlike shapes", () -> invoke("elemwise_add", two, three).close());
        say("first wait", library.engine()::waitAll);
        say("second wait", library.engine()::waitAll);
        say("third wait", library.engine()::waitAll);
        say("copy", () -> Floats.array(library, new long[] {1}, 1).close());
        say("square", () -> invoke("square", two).close());
    }

    private void gradient() {
        Autograd autograd = library.autograd();
        try (NdArray x = Floats.array(library, new long[] {2}, 1, 2);
                NdArray y = Floats.array(library, new long[] {2}, 3, 4);
                NdArray ofX = Floats.array(library, new long[] {2}, 0, 0);
                NdArray ofY = Floats.array(library, new long[] {2}, 0, 0)) {
            autograd.markVariables(List.of(
                    new Autograd.Variable(x, Autograd.Request.WRITE, ofX),
                    new Autograd.Variable(y, Autograd.Request.WRITE, ofY)));
            autograd.setRecording(true);
            NdArray square = invoke("square", y);
            NdArray sum = invoke("elemwise_add", x, square);
            autograd.setRecording(false);
            autograd.backward(new NdArray[] {sum}, null, false, false);
            System.out.println(
                    "gradients " + Arrays.toString(Floats.values(ofX)) + " and " + Arrays.toString(Floats.values(ofY)));
        } catch (MxError error) {
            System.out.println("gradients failed: " + error.text());
        }
    }

    private void graph() {
        try (PreparedCall square = library.imperative().prepare("square", Map.of());
                PreparedCall add = library.imperative().prepare("elemwise_add", Map.of());
                GraphSymbol symbol = library.symbols()
                        .graph(List.of(
                                new GraphSymbol.Node(square, List.of(GraphSymbol.Source.variable(1))),
                                new GraphSymbol.Node(
                                        add,
                                        List.of(GraphSymbol.Source.variable(0), GraphSymbol.Source.output(0, 0)))));
                CachedOp cached = CachedOp.create(symbol, Map.of());
                NdArray x = Floats.array(library, new long[] {2}, 1, 2);
                NdArray y = Floats.array(library, new long[] {2}, 3, 4)) {
            List<NdArray> variables = List.of(x, y);
            NdArray[] inputs = symbol.inputs().stream().map(variables::get).toArray(NdArray[]::new);
            try (NdArray sum = cached.run(Device.CPU, inputs)[0]) {
                System.out.println("graph gives " + Arrays.toString(Floats.values(sum)));
            }
            if (library.symbols().canBind()) {
                List<BoundGraph.Argument> arguments = symbol.arguments().stream()
                        .map(variables::get)
                        .map(array -> new BoundGraph.Argument(array, Autograd.Request.NULL, null))
                        .toList();
                try (BoundGraph bound = BoundGraph.bind(symbol, Device.CPU, arguments, List.of(), null);
                        NdArray sum = bound.forward(false)[0]) {
                    System.out.println("bound graph gives " + Arrays.toString(Floats.values(sum)));
                }
            }
        } catch (MxError error) {
            System.out.println("graph failed: " + error.text());
        }
    }

    /** A dense array of ones and one that stores its first and last row. */
    private void sparse() {
        try (NdArray ones = Floats.array(library, new long[] {2, 2}, 1, 1, 1, 1);
                NdArray rows = library.arrays()
                        .createSparse(NdArray.ROW_SPARSE, new long[] {2, 2}, DType.FLOAT32.code(), Device.CPU, 2);
                NdArray values = Floats.array(library, new long[] {2, 2}, 10, 0, 20, 2);
                NdArray numbers = typed(DType.INT64, 0, 1)) {
            rows.setPart(NdArray.VALUES, values);
            rows.setPart(0, numbers);
            try (NdArray sum = invoke("elemwise_add", ones, rows)) {
                System.out.println("sparse gives " + Arrays.toString(Floats.values(sum)));
            }
        } catch (MxError error) {
            System.out.println("sparse failed: " + error.text());
        }
    }

    private static void say(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + " works");
        } catch (MxError error) {
            System.out.println(
                    what + " failed: " + error.text().lines().findFirst().orElse(""));
        }
    }

    private NdArray invoke(String operator, NdArray... inputs) {
        return library.imperative().invoke(operator, Map.of(), inputs)[0];
    }

    private NdArray typed(DType type, float... values) {
        try (NdArray floats = Floats.array(library, new long[] {values.length}, values)) {
            return cast(floats, type);
        }
    }

    private float[] asFloats(NdArray array) {
        try (NdArray floats = cast(array, DType.FLOAT32)) {
            return Floats.values(floats);
        }
    }

    private NdArray cast(NdArray array, DType type) {
        String name = type.name().toLowerCase(Locale.ROOT);
        return library.imperative().invoke("Cast", Map.of("dtype", name), array)[0];
    }
}
