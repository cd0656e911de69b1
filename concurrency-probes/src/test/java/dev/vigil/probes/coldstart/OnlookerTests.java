package dev.vigil.probes.coldstart;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnlookerTests {
    @Test
    void toolMustBeOnThePathAndRun(@TempDir Path folder) throws Exception {
        assertFalse(Onlooker.tool("/nowhere:" + folder));
        Path tool = Files.createFile(folder.resolve("gdb"));
        assertFalse(Onlooker.tool(folder.toString()));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(Onlooker.tool("/nowhere:" + folder));
    }

    @Test
    void rightToTraceEndsWithTheSystemsRule() {
        assertTrue(Onlooker.allowed(1, false));
        assertFalse(Onlooker.allowed(2, false));
        assertTrue(Onlooker.allowed(2, true));
        assertFalse(Onlooker.allowed(3, true));
    }
}
