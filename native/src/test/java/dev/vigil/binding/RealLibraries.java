package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Where the tests find real builds. */
final class RealLibraries {
    private static final String SECOND = "VIGIL_MXNET2_LIB";

    private RealLibraries() {}

    /** The default 1.9.1, unpacked by Maven. */
    static Path first() {
        Path library = Path.of(System.getProperty("vigil.test.mxnet", "target/mxnet-default/native/lib/libmxnet.so"));
        if (!Files.exists(library)) {
            fail(library + " is missing; Maven unpacks it in generate-test-resources");
        }
        return library;
    }

    /** A 2.x build, where this machine has one; otherwise the test is skipped. */
    static Path second() {
        @Nullable String given = System.getProperty(SECOND, System.getenv(SECOND));
        if (given == null) {
            Assumptions.abort(SECOND + " names no libmxnet.so of 2.x");
        }
        return Path.of(String.valueOf(given));
    }
}
