package dev.vigil.binding;

import java.nio.file.Path;
import java.util.Map;

/** Loads a target, installs the crash handlers, shows that the JVM still lives with them, then adds two arrays. */
final class CrashMain {
    private static final int IMPLICIT_CHECKS = 300_000;
    private static final int JAVA_OVERFLOWS = 20;

    private CrashMain() {}

    public static void main(String[] arguments) throws LoadFailure {
        MxLibrary library = MxLibrary.open(Path.of(arguments[0]));
        CrashHandlers.install(Path.of(arguments[1]));
        CrashHandlers.guardThisThread();
        CrashHandlers.guardThisThread();
        System.out.println("null checks " + nullChecks(new Object[1]));
        int overflows = 0;
        for (int i = 0; i < JAVA_OVERFLOWS; i++) {
            overflows += javaOverflow(library);
        }
        System.out.println("overflows " + overflows);
        System.out.println("null checks " + nullChecks(new Object[1]));
        NdArray left = Floats.array(library, new long[] {2}, 1, 2);
        try (NdArray sum = library.imperative().invoke("elemwise_add", Map.of(), left, left)[0]) {
            System.out.println("sum " + Floats.values(sum)[0]);
        }
    }

    private static int nullChecks(Object[] nothing) {
        int caught = 0;
        int hashes = 0;
        for (int i = 0; i < IMPLICIT_CHECKS; i++) {
            try {
                hashes += nothing[0].hashCode();
            } catch (NullPointerException expected) {
                caught++;
            }
        }
        return caught + hashes;
    }

    /** Runs out of stack in Java frames with native calls of the build among them. */
    private static int javaOverflow(MxLibrary library) {
        try {
            return deeper(library, 1);
        } catch (StackOverflowError expected) {
            return 1;
        }
    }

    private static int deeper(MxLibrary library, int depth) {
        return library.numpy().shape() ? 0 : deeper(library, depth + 1) + 1;
    }
}
