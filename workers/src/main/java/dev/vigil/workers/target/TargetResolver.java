package dev.vigil.workers.target;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns what a person asked for into files on this machine, checked before anything loads them. Archives are unpacked
 * once, under a cache, by the SHA-256 of the archive; processes that do so at the same time end with one folder.
 * Thread-safe.
 */
public final class TargetResolver {
    private static final String LIBRARY = "libmxnet.so";
    private static final Pattern MAVEN = Pattern.compile("maven:([^:]+):([^:]+):([^:]+)(?::([^:]+))?");
    private static final Pattern PYPI = Pattern.compile("pypi:([A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+)");
    private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");
    private static final int LISTED_MAX = 4;

    private final Path cache;
    private final Path defaultArchive;
    private final PackageTools tools;
    private final String machine;
    private final ArchiveLimits limits;
    private final FileDigests digests;

    /**
     * @param cache folder that this resolver may fill; made when it is not there
     * @param defaultArchive the archive behind the name {@code default}
     */
    public TargetResolver(Path cache, Path defaultArchive, PackageTools tools) {
        this(cache, defaultArchive, tools, System.getProperty("os.arch"), ArchiveLimits.USUAL);
    }

    TargetResolver(Path cache, Path defaultArchive, PackageTools tools, String machine, ArchiveLimits limits) {
        this.cache = cache.toAbsolutePath().normalize();
        this.defaultArchive = defaultArchive;
        this.tools = tools;
        this.machine = machine;
        this.limits = limits;
        this.digests = new FileDigests(this.cache.resolve("digests"));
    }

    /**
     * @throws TargetException when it cannot be had; its message is one line for the user
     */
    public Target resolve(TargetSpec spec) throws TargetException, InterruptedException {
        List<String> extra = new ArrayList<>();
        for (String folder : spec.libPath()) {
            extra.add(existingFolder(folder));
        }
        try {
            if (spec.name().equals(TargetSpec.DEFAULT_NAME)) {
                return fromArchive(spec.name(), readable(defaultArchive, "the default build"), extra);
            }
            if (spec.name().startsWith("maven:") || spec.name().startsWith("pypi:")) {
                return fromArchive(spec.name(), fetched(spec.name()), extra);
            }
            return fromPath(spec.name(), extra);
        } catch (FileSystemException e) {
            throw new TargetException(
                    "target " + spec.name() + ": " + e.getFile() + ": "
                            + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()),
                    e);
        } catch (IOException e) {
            throw new TargetException("target " + spec.name() + ": " + e.getMessage() + " (cache: " + cache + ")", e);
        }
    }

    /** Folder that holds everything this resolver keeps. */
    public Path cache() {
        return cache;
    }

    private static String existingFolder(String folder) throws TargetException {
        try {
            Path path = Path.of(folder).toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                return path.toString();
            }
        } catch (InvalidPathException e) {
            // Said below: such a folder is not there either.
        }
        throw new TargetException("--lib-path " + folder + " is no folder");
    }

    private Target fromPath(String name, List<String> extra) throws TargetException, IOException, InterruptedException {
        Path path;
        try {
            path = Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw unknown(name);
        }
        if (Files.isDirectory(path)) {
            throw new TargetException("target " + name + " is a folder; give the libmxnet.so or the wheel inside it");
        }
        if (!Files.exists(path)) {
            throw unknown(name);
        }
        Path file = readable(path, "target");
        return Archive.looksLikeOne(head(file))
                ? fromArchive(file.toString(), file, extra)
                : fromLibrary(file.toString(), file, extra);
    }

    private static TargetException unknown(String name) {
        return new TargetException("target " + name + " is neither a file here nor 'default', maven:G:A:V:CLASSIFIER "
                + "or pypi:NAME==VERSION");
    }

    private static Path readable(Path file, String what) throws TargetException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new TargetException(
                    what + " " + file + (Files.exists(file) ? " cannot be read as a file" : " is not there"));
        }
        return file;
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(8);
        }
    }

    private Target fromLibrary(String name, Path library, List<String> extra) throws TargetException, IOException {
        new LibraryFile(library, machine).check();
        List<String> folders = new ArrayList<>();
        folders.add(Objects.requireNonNull(library.getParent()).toString());
        folders.addAll(extra);
        return new Target(name, digests.sha256(library), library.toString(), folders);
    }

    private Target fromArchive(String name, Path archive, List<String> extra) throws TargetException, IOException {
        Path folder = cache.resolve("targets").resolve(digests.sha256(archive));
        if (!Files.isDirectory(folder)) {
            unpack(archive, folder);
        }
        return fromLibrary(name, theLibrary(folder, archive), extra);
    }

    private void unpack(Path archive, Path folder) throws TargetException, IOException {
        Path parent = Objects.requireNonNull(folder.getParent());
        Files.createDirectories(parent);
        Path fresh = Files.createDirectory(parent.resolve(".unpacking-" + UUID.randomUUID()));
        try {
            new Archive(archive, limits).unpackInto(fresh);
            publish(fresh, folder);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new TargetException(
                    "archive " + archive + " could not be unpacked under " + cache + ": " + e.getMessage()
                            + "; free some space there or set VIGIL_CACHE",
                    e);
        } finally {
            deleteAll(fresh);
        }
    }

    /** Moves a finished folder into place; when another process was faster, its folder stays. */
    private static void publish(Path fresh, Path place) throws IOException {
        try {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
        }
    }

    private Path theLibrary(Path folder, Path archive) throws TargetException, IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.filter(f -> f.endsWith(LIBRARY) && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        }
        if (found.isEmpty()) {
            throw new TargetException("archive " + archive + " holds no " + LIBRARY);
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        List<Path> fitting = new ArrayList<>();
        for (Path file : found) {
            if (new LibraryFile(file, machine).fitsMachine()) {
                fitting.add(file);
            }
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        String listed = found.stream()
                .limit(LISTED_MAX)
                .map(f -> folder.relativize(f).toString())
                .collect(Collectors.joining(", "));
        throw new TargetException("archive " + archive + " holds " + found.size() + " files called " + LIBRARY + " ("
                + listed + "); unpack it and give the one you mean");
    }

    /** Downloads a released version once; versions never change, so the file of an earlier download serves. */
    private Path fetched(String name) throws TargetException, IOException, InterruptedException {
        Path downloads = cache.resolve("downloads");
        Path place = downloads.resolve(name.replaceAll("[^A-Za-z0-9._=-]", "_"));
        if (!Files.isDirectory(place)) {
            Matcher maven = MAVEN.matcher(name);
            Matcher pypi = PYPI.matcher(name);
            Files.createDirectories(downloads);
            Path fresh = Files.createDirectory(downloads.resolve(".fetching-" + UUID.randomUUID()));
            try {
                if (maven.matches()) {
                    tools.mavenArtifact(artifact(maven), fresh);
                } else if (pypi.matches()) {
                    tools.pythonWheel(pypi.group(1), fresh);
                } else {
                    throw new TargetException("target " + name
                            + " is written wrongly; it must read maven:G:A:V:CLASSIFIER or pypi:NAME==VERSION");
                }
                publish(fresh, place);
            } finally {
                deleteAll(fresh);
            }
        }
        try (Stream<Path> files = Files.list(place)) {
            List<Path> all = files.toList();
            if (all.size() == 1) {
                return all.get(0);
            }
            throw new TargetException("target " + name + " left " + all.size() + " files in " + place
                    + " where one was expected; remove that folder and try again");
        }
    }

    private static String artifact(Matcher maven) throws TargetException {
        List<String> parts = new ArrayList<>(List.of(maven.group(1), maven.group(2), maven.group(3), "jar"));
        if (maven.group(4) != null) {
            parts.add(maven.group(4));
        }
        for (String part : parts) {
            if (!COORDINATE.matcher(part).matches()) {
                throw new TargetException(
                        "target " + maven.group() + ": '" + part + "' is no part of a Maven coordinate");
            }
        }
        return String.join(":", parts);
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
