package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.workers.process.JavaRuntime;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTests {
    @TempDir
    private Path folder;

    @Test
    void archiveIsMadeOnceAndTheJvmTakesIt() throws Exception {
        ClassArchive archive = new ClassArchive(folder, JavaRuntime.current());
        ClassArchive.Prepared first = archive.prepare(Built.classPaths().executor());
        assertEquals(first, archive.prepare(Built.classPaths().executor()));
        assertEquals(1, first.flags().size(), "an archive was made");

        List<String> command = new ArrayList<>(List.of(
                JavaRuntime.current().program().toString(),
                "-XX:+UseSerialGC",
                "-Xshare:on",
                first.flags().get(0)));
        command.add("-cp");
        command.add(first.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(RehearsalMain.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void classPathWhoseRehearsalFailsServesAsItIs() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("classes"));
        Files.writeString(empty.resolve("none.txt"), "no class here");
        ClassArchive archive = new ClassArchive(folder.resolve("archives"), JavaRuntime.current());
        ClassArchive.Prepared prepared = archive.prepare(List.of(empty));
        assertEquals(List.of(empty), prepared.classPath());
        assertTrue(prepared.flags().isEmpty());
    }
}
