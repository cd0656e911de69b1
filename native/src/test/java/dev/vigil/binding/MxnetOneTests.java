package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The binding on the default build, 1.9.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MxnetOneTests extends BindingContract {
    private @Nullable MxLibrary library;

    /** Before each test, so that a missing build shows as skipped tests and not as no tests. */
    @BeforeEach
    void openOnce() throws LoadFailure {
        if (library == null) {
            library = MxLibrary.open(RealLibraries.first());
        }
    }

    @Override
    MxLibrary library() {
        return Objects.requireNonNull(library);
    }

    @Test
    void isTheFirstInterface() {
        assertEquals(Abi.V1, library().abi());
        // The package is called 1.9.1; this is what the build says of itself.
        assertEquals(10900, library().version());
    }

    @Override
    List<DType> supportedTypes() {
        return List.of(
                DType.FLOAT32,
                DType.FLOAT64,
                DType.FLOAT16,
                DType.UINT8,
                DType.INT32,
                DType.INT8,
                DType.INT64,
                DType.BOOL);
    }

    @Test
    void listsAtLeast880Operators() {
        assertTrue(library().operators().names().size() >= 880);
    }

    @Test
    void newerFunctionsAreRefusedByName() {
        assertThrows(
                UnsupportedOperationException.class, () -> library().numpy().defaultDtype());
        assertEquals(Optional.empty(), library().commit());
        assertEquals(List.of(), library().signalsReplacedByLoad());
    }
}
