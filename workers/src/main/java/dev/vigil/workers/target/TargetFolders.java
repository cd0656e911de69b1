package dev.vigil.workers.target;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Targets as the loader wants them: {@code ID/0/libmxnet.so}, each file a hard link to one of {@link HashedFiles}. What
 * a folder consists of is written last, so one without it is not whole. All but {@link #intact} and {@link #at} are used
 * by one thread of one process at a time.
 */
final class TargetFolders {
    private static final String READY = "ready.json";

    private final Path root;

    /**
     * What a whole folder has in it.
     *
     * @param changedNanos of each of the manifest's files, since the epoch
     */
    record Ready(TargetManifest manifest, List<Long> changedNanos) {
        Ready {
            changedNanos = List.copyOf(changedNanos);
        }
    }

    /** A folder, whole or not. */
    record Stored(Path folder, Optional<TargetManifest> manifest, Instant used) {}

    TargetFolders(Path root) {
        this.root = root;
    }

    Path folder(TargetManifest manifest) {
        return root.resolve(manifest.id());
    }

    /** The announced target with paths of this folder. */
    Target at(Target announced, TargetManifest manifest) {
        Path folder = folder(manifest);
        return new Target(
                announced.name(),
                announced.sha256(),
                folder.resolve("0").resolve(manifest.library()).toString(),
                manifest.libPath().stream()
                        .map(number -> folder.resolve(number.toString()).toString())
                        .toList());
    }

    /** The folder of a target that {@link #at} gave. */
    static Path folder(Target local) {
        Path own = Objects.requireNonNull(Path.of(local.library()).getParent(), local.library());
        return Objects.requireNonNull(own.getParent(), local.library());
    }

    /** Whether the folder is whole and its files look as they did when they were checked; a few system calls a file. */
    boolean intact(TargetManifest manifest) throws IOException {
        Path folder = folder(manifest);
        Optional<Ready> ready = ready(folder);
        if (ready.isEmpty() || !ready.get().manifest().equals(manifest)) {
            return false;
        }
        List<Long> changed = ready.get().changedNanos();
        if (changed.size() != manifest.files().size()) {
            return false;
        }
        try {
            for (int i = 0; i < changed.size(); i++) {
                TargetManifest.Entry file = manifest.files().get(i);
                BasicFileAttributes seen = attributes(place(folder, file.folder(), file.name()));
                if (!seen.isRegularFile() || seen.size() != file.size() || changed(seen) != changed.get(i)) {
                    return false;
                }
            }
            for (TargetManifest.Link link : manifest.links()) {
                Path place = place(folder, link.folder(), link.name());
                if (!Files.isSymbolicLink(place)
                        || !Files.readSymbolicLink(place).toString().equals(link.to())) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Notes that the target is used now. */
    void touch(TargetManifest manifest) throws IOException {
        Files.setLastModifiedTime(folder(manifest).resolve(READY), FileTime.from(Instant.now()));
    }

    /** Makes the folder, or mends it, from files that are all here. */
    void publish(TargetManifest manifest, HashedFiles files) throws IOException {
        Path folder = folder(manifest);
        TargetUses.prepare(folder);
        Files.deleteIfExists(folder.resolve(READY));
        Set<Path> wanted = new HashSet<>();
        List<Long> changed = new ArrayList<>();
        for (int i = 0; i < manifest.folders(); i++) {
            Files.createDirectories(folder.resolve(String.valueOf(i)));
        }
        for (TargetManifest.Entry file : manifest.files()) {
            Path place = place(folder, file.folder(), file.name());
            wanted.add(place);
            if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) || !Files.isSameFile(place, files.path(file))) {
                Files.deleteIfExists(place);
                linkOrCopy(files.path(file), place);
            }
            changed.add(changed(attributes(place)));
        }
        for (TargetManifest.Link link : manifest.links()) {
            Path place = place(folder, link.folder(), link.name());
            wanted.add(place);
            Files.deleteIfExists(place);
            Files.createSymbolicLink(place, Path.of(link.to()));
        }
        removeStrangers(folder, manifest.folders(), wanted);
        write(folder, new Ready(manifest, changed));
    }

    /** All folders, the one longest unused first; folders that are not whole before all others. */
    List<Stored> stored() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<Stored> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                Optional<Ready> ready = ready(folder);
                found.add(new Stored(
                        folder,
                        ready.map(Ready::manifest),
                        ready.isEmpty()
                                ? Instant.EPOCH
                                : Files.getLastModifiedTime(folder.resolve(READY))
                                        .toInstant()));
            }
        }
        found.sort(Comparator.comparing(Stored::used).thenComparing(Stored::folder));
        return found;
    }

    /** Removes a folder; one that could be removed in part only is not whole any more. */
    static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(READY));
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Has what a folder's names stand for written to the disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void removeStrangers(Path folder, int folders, Set<Path> wanted) throws IOException {
        for (int i = 0; i < folders; i++) {
            Path sub = folder.resolve(String.valueOf(i));
            List<Path> all;
            try (Stream<Path> names = Files.list(sub)) {
                all = names.toList();
            }
            for (Path each : all) {
                if (!wanted.contains(each)) {
                    Files.delete(each);
                }
            }
            force(sub);
        }
    }

    private static void write(Path folder, Ready ready) throws IOException {
        Path fresh = folder.resolve(READY + ".new");
        Files.writeString(fresh, Wire.toPrettyJson(ready));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, folder.resolve(READY), StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    private static Optional<Ready> ready(Path folder) throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(READY));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.fromJson(text, Ready.class));
        } catch (IOException e) {
            // Damaged, and made anew like all that is not whole.
            return Optional.empty();
        }
    }

    private static void linkOrCopy(Path file, Path place) throws IOException {
        try {
            Files.createLink(place, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Not every file system has hard links; what is wrong with this one otherwise, copying will say.
            Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Path place(Path folder, int number, String name) {
        return folder.resolve(String.valueOf(number)).resolve(name);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static long changed(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
}
