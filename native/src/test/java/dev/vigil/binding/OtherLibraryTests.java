package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A library that loads but is no libmxnet; alone in its JVM, because that library stays loaded. */
final class OtherLibraryTests {

    @Test
    void missingSymbolsAreNamed() {
        Path gomp = RealLibraries.first().resolveSibling("libgomp.so.1");
        LoadFailure failure = assertThrows(LoadFailure.class, () -> MxLibrary.open(gomp));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("lacks: MXGetLastError, MXGetVersion"), message);
    }
}
