package dev.vigil.workers.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.process.JavaRuntime;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class LaneHostsTests {
    /** No process can have such a variable, and the JDK says so with an unchecked exception. */
    private static final Map<String, String> IMPOSSIBLE = Map.of("LC_\0", "x");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void hostThatCannotBeStartedLeavesNeitherFolderNorSocket() throws Exception {
        try (ScratchRoot scratch = ScratchRoot.open(folder)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> hosts(scratch, IMPOSSIBLE).start());
            assertEmpty(scratch);
            assertFalse(Files.readString(Path.of("/proc/net/unix"))
                    .contains(scratch.path().toString()));
        }
    }

    @Test
    void launcherThatSaysNothingLeavesNoFolder() throws Exception {
        try (ScratchRoot scratch = ScratchRoot.open(folder)) {
            assertThrows(IOException.class, () -> hosts(scratch, Map.of()).start());
            assertEmpty(scratch);
        }
    }

    private static void assertEmpty(ScratchRoot scratch) throws IOException {
        try (Stream<Path> left = Files.list(scratch.path())) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Their launcher runs and ends at once. */
    private static LaneHosts hosts(ScratchRoot scratch, Map<String, String> environment) {
        JavaProgram program = new JavaProgram(JavaRuntime.current(), List.of(), "none", List.of());
        return new LaneHosts(program, new Launcher(Path.of("/bin/true")), scratch, environment);
    }
}
