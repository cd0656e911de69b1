package dev.vigil.workers.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param command program and arguments
 * @param environment all of it: nothing is inherited
 * @param folder its working folder, which gets {@code stdout.txt} and {@code stderr.txt} too
 * @param fileBytesMax largest file it may write, so that a child which prints for ever fills no disk
 */
public record Launch(List<String> command, Map<String, String> environment, Path folder, long fileBytesMax) {
    /** Enough for a long stderr and any error file of a JVM. */
    public static final long USUAL_FILE_BYTES_MAX = 256L << 20;

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public Path stdout() {
        return folder.resolve("stdout.txt");
    }

    public Path stderr() {
        return folder.resolve("stderr.txt");
    }
}
