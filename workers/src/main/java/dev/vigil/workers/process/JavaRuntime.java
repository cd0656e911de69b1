package dev.vigil.workers.process;

import java.nio.file.Path;
import java.util.List;

/**
 * The Java that children run on.
 *
 * @param program its {@code java}
 * @param feature its version, such as 17
 */
public record JavaRuntime(Path program, int feature) {
    private static final int FIRST_TO_WARN_OF_NATIVE_ACCESS = 24;

    /** The one that runs us. */
    public static JavaRuntime current() {
        return new JavaRuntime(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Runtime.version().feature());
    }

    /** Beside {@code java}, such as {@code jcmd}; a mere runtime has none. */
    Path tool(String name) {
        return program.resolveSibling(name);
    }

    List<String> nativeAccess() {
        return feature >= FIRST_TO_WARN_OF_NATIVE_ACCESS ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
    }
}
