package dev.vigil.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The compiled programs that travel in our jar, put on disk before use. A program lands in a folder named by its
 * content, complete from the first moment it is seen, so any number of processes may extract at once and an
 * older version of us does no harm. Any thread; needs no libmxnet and loads nothing.
 */
public final class NativePrograms {

    /** What there is. */
    public enum Program {
        /** Starts a child process with limits and ends it with everything it started; see {@link LaunchSpec}. */
        LAUNCHER("vigil-launcher"),
        /** The plain C++ loop that our own rate is measured against. */
        BENCH_LOOP("vigil-bench-loop"),
        /** The plain C++ loop over a mutex. */
        BENCH_LOCKS("vigil-bench-locks"),
        /** The plain loop of fork, exec and wait that supervised starts are measured against. */
        BENCH_STARTS("vigil-bench-starts"),
        /** Loads a library, makes its first calls and leaves: the process whose start and end are watched. */
        PROBE("vigil-probe"),
        /** Loads a library and does one thing over and over, measuring its memory. */
        LEAK("vigil-leak"),
        /** Presses on the machine, within bounds, while something else is watched. */
        LOAD("vigil-load"),
        /** The library that misbehaves on purpose; see {@link FaultProxy}. */
        FAULT_PROXY("libvigil_fault_proxy.so"),
        /** The library that watches a program from within; see {@link Watch}. */
        WATCH("libvigil_watch.so"),
        /** Several threads and one build, without a JVM; its source says how it is called. */
        RACE("vigil-race"),
        /** The library in which threads disturb each other on purpose; see {@link PlantedRace}. */
        RACE_PROXY("libvigil_race_proxy.so");

        private final String fileName;

        Program(String fileName) {
            this.fileName = fileName;
        }

        public String fileName() {
            return fileName;
        }
    }

    private static final String FOLDER = "linux-x86_64/";
    private static final int HASH_CHARACTERS = 16;

    private final Path cache;

    /** With a folder to extract to, which need not exist yet. */
    public NativePrograms(Path cache) {
        this.cache = cache;
    }

    /** The program as an executable file; extracts it at the first call for this content. */
    public Path extract(Program program) {
        byte[] bytes = bytes(program);
        Path file = cache.resolve(hash(bytes)).resolve(program.fileName()).toAbsolutePath();
        try {
            if (!Files.exists(file)) {
                write(file, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot extract " + program.fileName() + " to " + file, e);
        }
        return file;
    }

    static byte[] bytes(Program program) {
        String name = FOLDER + program.fileName();
        try (InputStream in = NativePrograms.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("our own build is incomplete: " + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** Writes beside the target and renames: who loses a race replaces equal bytes by equal bytes. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling("."));
        Path draft = Files.createTempFile(folder, "draft", "");
        try {
            Files.write(draft, bytes);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void move(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // Both names are in one folder, so only an unusual file system gets here; a plain move is the best left.
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
