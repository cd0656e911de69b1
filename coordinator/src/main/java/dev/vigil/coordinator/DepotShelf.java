package dev.vigil.coordinator;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One target of a depot: what it consists of, and where its files are.
 *
 * @param files by SHA-256, as they were when they were read
 */
record DepotShelf(TargetManifest manifest, Map<String, FileHashes.Stamp> files) {
    private static final Pattern SHARED_LIBRARY = Pattern.compile(".+\\.(so(\\.[0-9]+)*|dylib)");

    DepotShelf {
        files = Map.copyOf(files);
    }

    /**
     * Reads all files of a target; blocks for as long as that takes.
     *
     * @throws IOException when it cannot be handed out; the message says why in one line
     */
    static DepotShelf of(Target target, FileHashes hashes) throws IOException {
        Path library = Path.of(target.library()).toAbsolutePath().normalize();
        Path own = Objects.requireNonNull(library.getParent(), target.library());
        List<Path> libPath = target.libPath().stream()
                .map(folder -> Path.of(folder).toAbsolutePath().normalize())
                .toList();
        LinkedHashSet<Path> distinct = new LinkedHashSet<>(List.of(own));
        distinct.addAll(libPath);
        List<Path> folders = List.copyOf(distinct);
        String name = library.getFileName().toString();
        Listing listing = new Listing();
        for (int i = 0; i < folders.size(); i++) {
            Path folder = folders.get(i);
            boolean onPath = libPath.contains(folder);
            boolean home = i == 0;
            listing.add(
                    i,
                    folder,
                    each -> (home && each.equals(name))
                            || (onPath && SHARED_LIBRARY.matcher(each).matches()));
        }
        listing.checkBounds();
        Map<String, FileHashes.Stamp> files = new HashMap<>();
        List<TargetManifest.Entry> entries = new ArrayList<>();
        for (Found found : listing.files) {
            String sha256 = hashes.sha256(found.stamp());
            files.put(sha256, found.stamp());
            entries.add(new TargetManifest.Entry(
                    found.folder(),
                    found.name(),
                    found.stamp().size(),
                    sha256,
                    Files.isExecutable(found.stamp().file())));
        }
        TargetManifest manifest = TargetManifest.of(
                target.sha256(),
                name,
                folders.size(),
                libPath.stream().map(folders::indexOf).toList(),
                entries,
                listing.links);
        if (manifest.file(0, name)
                .filter(f -> !f.sha256().equals(target.sha256()))
                .isPresent()) {
            throw new IOException(library + " is not what it was when the campaign began; begin another one");
        }
        String problem = manifest.problem();
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
        return new DepotShelf(manifest, files);
    }

    private record Found(int folder, String name, FileHashes.Stamp stamp) {}

    /** What the folders hold, before anything is read. */
    private static final class Listing {
        private final List<Found> files = new ArrayList<>();
        private final List<TargetManifest.Link> links = new ArrayList<>();

        void add(int number, Path folder, Predicate<String> wanted) throws IOException {
            List<Path> all;
            try (Stream<Path> names = Files.list(folder)) {
                // Real files first: other names for one become links to it.
                all = names.filter(path -> wanted.test(path.getFileName().toString()))
                        .filter(Files::isRegularFile)
                        .sorted(Comparator.comparing((Path path) -> Files.isSymbolicLink(path))
                                .thenComparing(Path::getFileName))
                        .toList();
            }
            Map<Path, String> names = new HashMap<>();
            for (Path path : all) {
                String name = path.getFileName().toString();
                Path real = path.toRealPath();
                String first = names.putIfAbsent(real, name);
                if (first == null) {
                    files.add(new Found(number, name, FileHashes.Stamp.of(real)));
                } else {
                    links.add(new TargetManifest.Link(number, name, first));
                }
            }
        }

        void checkBounds() throws IOException {
            if (files.size() + links.size() > TargetManifest.ENTRIES_MAX) {
                throw new IOException(TargetManifest.tooMany(files.size() + links.size()));
            }
            long bytes = files.stream().mapToLong(found -> found.stamp().size()).sum();
            if (bytes > TargetManifest.BYTES_MAX) {
                throw new IOException(TargetManifest.tooLarge(bytes));
            }
        }
    }
}
