package dev.vigil.binding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * FAULT INJECTION: a target that stands before a real build and misbehaves as a {@link Fault} says. Give the
 * installed file as the target and the fault as environment. Needs no compiler: the proxy asks the loader for a
 * {@code libmxnet.so} beside itself, which is a link to the real one.
 */
public final class FaultProxy {
    private FaultProxy() {}

    /**
     * Sets the proxy up in a folder of its own and returns the file to give as the target. The folder also gets
     * links to the real library's neighbours, since that looks for its dependencies beside itself.
     */
    public static Path install(Path realLibrary, Path folder) {
        return install(NativePrograms.Program.FAULT_PROXY, realLibrary, folder);
    }

    /** The same for the proxy that plants a {@link PlantedRace}. */
    public static Path installRaces(Path realLibrary, Path folder) {
        return install(NativePrograms.Program.RACE_PROXY, realLibrary, folder);
    }

    private static Path install(NativePrograms.Program program, Path realLibrary, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path neighbour : libraries(realLibrary.toAbsolutePath())) {
                link(folder.resolve(neighbour.getFileName()), neighbour);
            }
            link(folder.resolve("libmxnet.so"), realLibrary.toAbsolutePath());
            Path extracted = new NativePrograms(folder).extract(program);
            Path proxy = folder.resolve(program.fileName());
            // A hard link, because the loader looks beside the file that it resolved, and the cache folder is another.
            replace(proxy, draft -> Files.createLink(draft, extracted));
            return proxy.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up the fault proxy in " + folder, e);
        }
    }

    private static List<Path> libraries(Path realLibrary) throws IOException {
        Path folder = realLibrary.resolveSibling(".").normalize();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(".so"))
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.equals(realLibrary))
                    .toList();
        }
    }

    private static void link(Path link, Path target) throws IOException {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
            return;
        }
        replace(link, draft -> Files.createSymbolicLink(draft, target));
    }

    private interface Maker {
        void make(Path draft) throws IOException;
    }

    /** Makes it under another name and renames, so that a process which is just loading never finds a gap. */
    private static void replace(Path file, Maker maker) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            maker.make(draft);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // Renaming between two links of one file does nothing and leaves the draft.
            Files.deleteIfExists(draft);
        }
    }
}
