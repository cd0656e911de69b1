package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.workers.process.JavaRuntime;
import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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
    void folderThatARunUsesOutlastsYoungerOnes() throws Exception {
        List<Path> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Path other = Files.createDirectory(folder.resolve("other" + i));
            Files.createFile(other.resolve("in-use"));
            Files.setLastModifiedTime(other, FileTime.fromMillis(1000L * (i + 1)));
            others.add(other);
        }
        try (FileChannel used = FileChannel.open(
                        others.get(0).resolve("in-use"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = used.lock(0, Long.MAX_VALUE, true)) {
            assertTrue(lock.isValid());
            new ClassArchive(folder, JavaRuntime.current())
                    .prepare(Built.classPaths().executor());
        }
        assertTrue(Files.exists(others.get(0)), "the oldest is in use");
        assertFalse(Files.exists(others.get(1)), "the oldest that nobody uses");
        assertTrue(Files.exists(others.get(5)), "one of the youngest");
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
