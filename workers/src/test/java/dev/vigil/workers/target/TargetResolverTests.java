package dev.vigil.workers.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetResolverTests {
    private static final ArchiveLimits SMALL = new ArchiveLimits(4 << 20, 50, 100);
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    private final List<String> asked = new ArrayList<>();

    @Test
    void libraryPathIsUsedInPlace() throws Exception {
        Path library = write("here/libmxnet.so", elf(X86_64));
        Target target = resolve(library.toString());
        assertEquals(library.toString(), target.library());
        assertEquals(List.of(work.resolve("here").toString()), target.libPath());
        assertEquals(64, target.sha256().length());
    }

    @Test
    void libPathFoldersFollowTheLibrarysOwn() throws Exception {
        Path library = write("here/libmxnet.so", elf(X86_64));
        Path extra = Files.createDirectory(work.resolve("with space"));
        Target target = resolver().resolve(new TargetSpec(library.toString(), List.of(extra.toString())));
        assertEquals(List.of(work.resolve("here").toString(), extra.toString()), target.libPath());
    }

    @Test
    void missingLibPathFolderIsNamed() {
        TargetException e = assertThrows(
                TargetException.class, () -> resolver().resolve(new TargetSpec("default", List.of("/no/such/folder"))));
        assertLine(e, "--lib-path /no/such/folder is no folder");
    }

    @Test
    void identityFollowsTheBytesOfTheLibrary() throws Exception {
        Path library = write("libmxnet.so", elf(X86_64));
        String first = resolve(library.toString()).sha256();
        assertEquals(first, resolve(library.toString()).sha256());
        byte[] changed = Arrays.copyOf(elf(X86_64), 200);
        Files.write(library, changed);
        assertFalse(first.equals(resolve(library.toString()).sha256()));
    }

    @Test
    void wheelIsUnpackedOnceAndHoldsTheLibrary() throws Exception {
        Path wheel = zip("a.whl", Map.of("mxnet/libmxnet.so", elf(X86_64), "mxnet/__init__.py", new byte[10]));
        Target first = resolve(wheel.toString());
        assertTrue(first.library().startsWith(work.resolve("cache/targets").toString()));
        Object unpacked = Files.getLastModifiedTime(Path.of(first.library()));
        Target second = resolve(wheel.toString());
        assertEquals(first, second);
        assertEquals(unpacked, Files.getLastModifiedTime(Path.of(second.library())));
    }

    @Test
    void resolversThatRaceEndWithOneFolder() throws Exception {
        Path wheel = zip("a.whl", Map.of("mxnet/libmxnet.so", elf(X86_64), "mxnet/big", new byte[500_000]));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Target>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> resolve(wheel.toString())));
            }
            Target first = all.get(0).get();
            for (Future<Target> each : all) {
                assertEquals(first, each.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(work.resolve("cache/targets"))) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void libraryForThisMachineIsChosenAmongSeveral() throws Exception {
        Path jar = zip("a.jar", Map.of("arm/libmxnet.so", elf(AARCH64), "intel/libmxnet.so", elf(X86_64)));
        assertTrue(resolve(jar.toString()).library().endsWith("intel/libmxnet.so"));
    }

    @Test
    void severalFittingLibrariesAreListed() throws Exception {
        Path jar = zip("a.jar", Map.of("one/libmxnet.so", elf(X86_64), "two/libmxnet.so", elf(X86_64)));
        assertLine(refused(jar), "holds 2 files called libmxnet.so (one/libmxnet.so, two/libmxnet.so)");
    }

    @Test
    void archiveWithoutLibraryIsSaidSo() throws Exception {
        assertLine(refused(zip("a.zip", Map.of("readme", new byte[3]))), "holds no libmxnet.so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "a/../../out", "/tmp/vigil-out-of-here", "C:\\out", "..\\out", ".."})
    void archiveThatEscapesIsRefusedAndLeavesNothing(String entry) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mxnet/libmxnet.so", elf(X86_64));
        entries.put(entry, new byte[5]);
        assertLine(refused(zip("evil.whl", entries)), "would be written outside its own folder");
        assertFalse(Files.exists(work.resolve("cache/out")));
        assertFalse(Files.exists(work.resolve("cache/targets/out")));
        assertNothingUnpacked();
    }

    @Test
    void archiveWithLinkIsRefused() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mxnet/libmxnet.so", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        Path file = zip("link.whl", entries);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = view.getInt(bytes.length - 22 + 16);
        bytes[header + 5] = 3;
        view.putInt(header + 38, 0xA1FF << 16);
        Files.write(file, bytes);
        assertLine(refused(file), "'mxnet/libmxnet.so' is a link or a device");
        assertNothingUnpacked();
    }

    @Test
    void archiveOverTheSizeLimitIsRefused() throws Exception {
        byte[] noise = new byte[3 << 20];
        new java.util.Random(1).nextBytes(noise);
        Path file = zip("big.zip", Map.of("a", noise, "b", noise));
        assertLine(refused(file), "unpacks to more than 4194304 bytes");
        assertNothingUnpacked();
    }

    @Test
    void archiveOverTheRatioIsRefused() throws Exception {
        assertLine(refused(zip("bomb.zip", Map.of("a", new byte[3 << 20]))), "more than 100 times its own size");
        assertNothingUnpacked();
    }

    @Test
    void archiveWithTooManyEntriesIsRefused() throws Exception {
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 51; i++) {
            many.put("f" + i, new byte[1]);
        }
        assertLine(refused(zip("many.zip", many)), "holds 51 entries, more than 50");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9, 0.999})
    void truncatedArchiveIsOneClearLine(double share) throws Exception {
        byte[] noise = new byte[100_000];
        new java.util.Random(2).nextBytes(noise);
        Path file = zip("cut.whl", Map.of("mxnet/libmxnet.so", elf(X86_64), "x", noise));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));
        assertLine(refused(file), "is truncated or damaged");
        assertNothingUnpacked();
    }

    @Test
    void damagedBytesAreNoticed() throws Exception {
        byte[] noise = new byte[100_000];
        new java.util.Random(3).nextBytes(noise);
        Path file = zip("bad.whl", Map.of("noise", noise));
        byte[] bytes = Files.readAllBytes(file);
        bytes[50_000] ^= 0x55;
        Files.write(file, bytes);
        assertLine(refused(file), "is truncated or damaged");
        assertNothingUnpacked();
    }

    @Test
    void fileWhereAFolderIsNeededIsRefused() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a", new byte[1]);
        entries.put("a/b", new byte[1]);
        assertLine(refused(zip("odd.zip", entries)), "is truncated or damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "183, aarch64",
        "21, PowerPC",
        "243, RISC-V",
        "4711, machine number 4711",
    })
    void otherArchitectureIsNamed(int machine, String name) throws Exception {
        assertLine(refused(write("libmxnet.so", elf(machine))), "is built for " + name + ", this machine is x86-64");
    }

    @ParameterizedTest
    @CsvSource({
        "cffaedfe0c000001, Mach-O library for macOS",
        "cafebabe00000002, Mach-O library for macOS",
        "4d5a900003000000, PE library for Windows",
        "2f2a20474e55206c, does not start with an ELF header",
        "7f454c46, truncated",
        "'', is empty",
    })
    void filesThatAreNoLibrariesAreNamed(String hex, String words) throws Exception {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        assertLine(refused(write("libmxnet.so", bytes)), words);
    }

    @Test
    void truncatedLibraryIsNamed() throws Exception {
        byte[] cut = Arrays.copyOf(elf(X86_64), 100);
        assertLine(refused(write("libmxnet.so", cut)), "is truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/file.so", "quick", "gpu"})
    void unknownTargetSaysWhatThereIs(String name) {
        assertLine(
                assertThrows(TargetException.class, () -> resolve(name)),
                "is neither a file here nor 'default', maven:G:A:V:CLASSIFIER or pypi:NAME==VERSION");
    }

    @Test
    void folderIsNoTarget() {
        assertLine(assertThrows(TargetException.class, () -> resolve(work.toString())), "is a folder");
    }

    @Test
    void packageIsFetchedOnce() throws Exception {
        Target first = resolve("pypi:mxnet==2.0.0b1");
        assertEquals("pypi:mxnet==2.0.0b1", first.name());
        assertEquals(first, resolve("pypi:mxnet==2.0.0b1"));
        assertEquals(List.of("wheel mxnet==2.0.0b1"), asked);
    }

    @Test
    void mavenCoordinatesBecomeAJarArtifact() throws Exception {
        resolve("maven:org.example:mxnet:1.9.1:linux-x86_64");
        assertEquals(List.of("jar org.example:mxnet:1.9.1:jar:linux-x86_64"), asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maven:g:a",
                "maven:g:a:v:c:x",
                "maven:g:../a:v:c",
                "pypi:mxnet",
                "pypi:mxnet==2;rm",
                "pypi:-r==1 x"
            })
    void miswrittenPackagesNeverReachATool(String name) {
        assertThrows(TargetException.class, () -> resolve(name));
        assertEquals(List.of(), asked);
    }

    @Test
    void failedFetchLeavesNothingBehind() throws Exception {
        assertThrows(TargetException.class, () -> resolve("pypi:absent==1"));
        try (Stream<Path> left = Files.list(work.resolve("cache/downloads"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void missingDefaultIsSaid() {
        TargetResolver resolver =
                new TargetResolver(work.resolve("cache"), work.resolve("gone.jar"), new Packages(), "amd64", SMALL);
        assertLine(
                assertThrows(TargetException.class, () -> resolver.resolve(new TargetSpec("default", List.of()))),
                "is not there");
    }

    @Test
    void cacheThatCannotBeWrittenIsNamed() throws Exception {
        Path wheel = zip("a.whl", Map.of("mxnet/libmxnet.so", elf(X86_64)));
        Path blocked = write("cache-file", new byte[1]);
        TargetResolver resolver = new TargetResolver(blocked, wheel, new Packages(), "amd64", SMALL);
        assertLine(
                assertThrows(TargetException.class, () -> resolver.resolve(new TargetSpec("default", List.of()))),
                "cache-file");
    }

    private TargetResolver resolver() {
        return new TargetResolver(work.resolve("cache"), work.resolve("none"), new Packages(), "amd64", SMALL);
    }

    private Target resolve(String name) throws TargetException, InterruptedException {
        return resolver().resolve(new TargetSpec(name, List.of()));
    }

    private TargetException refused(Path file) {
        return assertThrows(TargetException.class, () -> resolve(file.toString()));
    }

    private static void assertLine(TargetException e, String words) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(words), message);
        assertFalse(message.contains("\n"), message);
    }

    private void assertNothingUnpacked() throws IOException {
        Path targets = work.resolve("cache/targets");
        if (Files.exists(targets)) {
            try (Stream<Path> left = Files.list(targets)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = work.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        return Files.write(file, bytes);
    }

    private Path zip(String name, Map<String, byte[]> entries) throws IOException {
        Path file = work.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** The smallest file that reads as a shared library: a header and one loaded segment. */
    private static byte[] elf(int machine) {
        byte[] bytes = new byte[160];
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        view.putShort(16, (short) 3).putShort(18, (short) machine).putInt(20, 1);
        view.putLong(32, 64).putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
        view.putInt(64, 1).putLong(64 + 32, bytes.length);
        return bytes;
    }

    private final class Packages implements PackageTools {
        @Override
        public void mavenArtifact(String artifact, Path into) {
            asked.add("jar " + artifact);
            put(into.resolve("fetched.jar"));
        }

        @Override
        public void pythonWheel(String requirement, Path into) throws TargetException {
            asked.add("wheel " + requirement);
            if (requirement.startsWith("absent")) {
                put(into.resolve("half.whl"));
                throw new TargetException("no such package");
            }
            put(into.resolve("fetched.whl"));
        }

        private void put(Path file) {
            try {
                Files.move(zip("made.zip", Map.of("mxnet/libmxnet.so", elf(X86_64))), file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
