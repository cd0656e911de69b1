package dev.vigil.cli.child;

import dev.vigil.workers.process.JavaRuntime;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives executors a quick start: folders of classes become jars, and a class-data archive of the JVM holds what they load
 * first. Made once per class path and Java, kept in the cache; without it executors start all the same, half as fast.
 */
public final class ClassArchive {
    /** Older ones belong to builds that are gone. */
    private static final int KEPT_MAX = 4;

    private static final int REHEARSAL_SECONDS_MAX = 60;
    private static final String ARCHIVE = "executor.jsa";
    private static final String LOCK = "in-use";
    /** Locks of the folders that this process uses, until it ends: its executors start from them until then. */
    private static final List<FileChannel> HELD = Collections.synchronizedList(new ArrayList<>());

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    private final Path cache;
    private final JavaRuntime runtime;

    /**
     * @param cache folder for archives alone
     * @param runtime the Java that executors run on
     */
    public ClassArchive(Path cache, JavaRuntime runtime) {
        this.cache = cache;
        this.runtime = runtime;
    }

    /** What to start an executor with. */
    public record Prepared(List<Path> classPath, List<String> flags) {
        public Prepared {
            classPath = List.copyOf(classPath);
            flags = List.copyOf(flags);
        }
    }

    /** The same class path with an archive, or as it is when none can be made. */
    public Prepared prepare(List<Path> classPath) throws InterruptedException {
        try {
            Path folder = cache.resolve(key(classPath));
            if (!Files.isDirectory(folder)) {
                jars(classPath, folder);
            }
            hold(folder);
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            List<Path> jars = inJars(classPath, folder);
            Path archive = folder.resolve(ARCHIVE);
            if (!Files.exists(archive)) {
                rehearse(jars, folder, archive);
                prune(folder);
            }
            return new Prepared(jars, List.of("-XX:SharedArchiveFile=" + archive));
        } catch (IOException e) {
            LOG.info("executors start without an archive of their classes", e);
            return new Prepared(classPath, List.of());
        }
    }

    private static void hold(Path folder) throws IOException {
        FileChannel channel = lockFile(folder);
        try {
            channel.lock(0, Long.MAX_VALUE, true);
            HELD.add(channel);
        } catch (OverlappingFileLockException held) {
            channel.close();
        }
    }

    /** Whether no process, this one included, uses it. */
    private static boolean idle(Path folder) throws IOException {
        try (FileChannel channel = lockFile(folder);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException held) {
            return false;
        }
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private String key(List<Path> classPath) throws IOException {
        MessageDigest digest = sha256();
        digest.update((runtime.program() + " " + Runtime.version()).getBytes(StandardCharsets.UTF_8));
        for (Path entry : classPath) {
            for (Path file : files(entry)) {
                BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
                digest.update((file + " " + facts.size() + " " + facts.lastModifiedTime() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static List<Path> files(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<Path> inJars(List<Path> classPath, Path folder) {
        List<Path> jars = new ArrayList<>();
        for (Path entry : classPath) {
            jars.add(Files.isDirectory(entry) ? folder.resolve(jars.size() + ".jar") : entry);
        }
        return jars;
    }

    /** The folder comes into being whole, by a rename; the JVM binds an archive to the places of its jars. */
    private void jars(List<Path> classPath, Path folder) throws IOException {
        Files.createDirectories(cache);
        Path made = Files.createTempDirectory(cache, "new");
        for (int i = 0; i < classPath.size(); i++) {
            if (Files.isDirectory(classPath.get(i))) {
                jar(classPath.get(i), made.resolve(i + ".jar"));
            }
        }
        try {
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            // Another run was quicker.
            delete(made);
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : files(classes)) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }

    private void rehearse(List<Path> jars, Path folder, Path archive) throws IOException, InterruptedException {
        Path dumped = Files.createTempFile(folder, "dump", ".jsa");
        Files.delete(dumped);
        List<String> command = new ArrayList<>(List.of(
                runtime.program().toString(),
                "-XX:+UseSerialGC",
                "-XX:ArchiveClassesAtExit=" + dumped,
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                RehearsalMain.class.getName()));
        jars.stream().filter(jar -> jar.startsWith(folder)).map(Path::toString).forEach(command::add);
        Path log = folder.resolve("rehearsal.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(REHEARSAL_SECONDS_MAX, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0 || !Files.exists(dumped)) {
            Files.deleteIfExists(dumped);
            throw new IOException("no archive came of the rehearsal; see " + log);
        }
        Files.move(dumped, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private void prune(Path current) throws IOException {
        List<Path> others;
        try (Stream<Path> folders = Files.list(cache)) {
            others = folders.filter(folder -> !folder.equals(current))
                    .sorted(Comparator.comparingLong(
                                    (Path folder) -> folder.toFile().lastModified())
                            .reversed())
                    .toList();
        }
        for (Path old : others.subList(Math.min(KEPT_MAX - 1, others.size()), others.size())) {
            if (idle(old)) {
                delete(old);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
