package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The binding on a 2.x build, where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MxnetTwoTests extends BindingContract {
    private static final int SIGFPE = 8;
    private static final int SIGSEGV = 11;

    private @Nullable MxLibrary library;

    /** Before each test, so that a missing build shows as skipped tests and not as no tests. */
    @BeforeEach
    void openOnce() throws LoadFailure {
        if (library == null) {
            library = MxLibrary.open(RealLibraries.second());
        }
    }

    @Override
    MxLibrary library() {
        return Objects.requireNonNull(library);
    }

    @Test
    void isTheSecondInterface() {
        assertEquals(Abi.V2, library().abi());
        assertTrue(library().version() >= 20000);
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
    void handlersInstalledByTheLoadWereTakenBack() {
        List<Integer> replaced = library().signalsReplacedByLoad();
        assertTrue(replaced.contains(SIGSEGV) && replaced.contains(SIGFPE), replaced.toString());
    }

    @Test
    void defaultDtypeSwitchIsOffAfterLoading() {
        assertFalse(library().numpy().defaultDtype());
        assertFalse(library().numpy().setDefaultDtype(true));
        assertTrue(library().numpy().setDefaultDtype(false));
    }
}
