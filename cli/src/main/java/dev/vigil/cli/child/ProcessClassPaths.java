package dev.vigil.cli.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Class paths of the child processes, as the build wrote them: each holds what its kind of process may use and no more.
 */
public record ProcessClassPaths(List<Path> laneHost, List<Path> executor) {
    public ProcessClassPaths {
        laneHost = List.copyOf(laneHost);
        executor = List.copyOf(executor);
    }

    /**
     * @param folder with the files {@code lane-host} and {@code executor}
     * @param ours our own classes: a folder or a jar
     * @throws IOException when the build has not written them, or an entry is gone
     */
    public static ProcessClassPaths read(Path folder, Path ours) throws IOException {
        return new ProcessClassPaths(
                entries(folder.resolve("lane-host"), ours), entries(folder.resolve("executor"), ours));
    }

    private static List<Path> entries(Path file, Path ours) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("the build has not written " + file + "; build the cli room first");
        }
        List<Path> entries = new ArrayList<>(List.of(ours));
        for (String entry : Files.readString(file).strip().split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (!Files.exists(path)) {
                throw new IOException(file + " names " + path + ", which is gone; build again");
            }
            entries.add(path);
        }
        return entries;
    }
}
