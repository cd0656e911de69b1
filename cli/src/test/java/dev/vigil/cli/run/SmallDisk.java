package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes that can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where this process may not mount one. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        String size = "size=" + megabytes + "m";
        if (run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())) != 0) {
            Assumptions.abort("no file system can be mounted here (that takes root), so no disk was filled");
        }
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    /** Leaves no room for a single byte. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertEquals("No space left on device", full.getMessage());
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        // Lazily: a run that a failed test left behind may still have files open.
        assertEquals(0, run(List.of("umount", "-l", folder.toString())));
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue();
    }
}
