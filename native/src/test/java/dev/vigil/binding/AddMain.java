package dev.vigil.binding;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Adds [1, 2] and [10, 20] a few times, squares in between, and prints what came back. */
final class AddMain {
    private static final int ROUNDS = 3;

    private AddMain() {}

    public static void main(String[] arguments) throws LoadFailure {
        MxLibrary library = MxLibrary.open(Path.of(arguments[0]));
        NdArray left = Floats.array(library, new long[] {2}, 1, 2);
        NdArray right = Floats.array(library, new long[] {2}, 10, 20);
        for (int i = 0; i < ROUNDS; i++) {
            print("add", library, "elemwise_add", left, right);
            print("square", library, "square", left);
        }
        System.out.println("done");
    }

    private static void print(String label, MxLibrary library, String operator, NdArray... inputs) {
        try (NdArray result = library.imperative().invoke(operator, Map.of(), inputs)[0]) {
            System.out.println(label + " " + Arrays.toString(Floats.values(result)));
        } catch (MxError error) {
            System.out.println(label + " failed: " + error.text());
        }
    }
}
