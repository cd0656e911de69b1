package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DepotTests {
    private static final Duration SOON = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init") // once for all
    private static ActorTestKit kit;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path dir;

    @BeforeAll
    static void open() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void close() {
        kit.shutdownTestKit();
    }

    /** A depot of one target, asked through its address as a worker would. */
    private static final class Asked {
        private final TestProbe<FromDepot> probe = kit.createTestProbe(FromDepot.class);
        private final String address = ActorRefResolver.get(kit.system()).toSerializationFormat(probe.getRef());
        private final ActorRef<ToDepot> depot;

        Asked(Target... targets) {
            depot = kit.spawn(Depot.create(List.of(targets), new FileHashes()));
        }

        FromDepot answer(ToDepot question) {
            depot.tell(question);
            return probe.expectMessageClass(FromDepot.class, SOON);
        }

        FromDepot manifest(String sha256) {
            while (true) {
                FromDepot answer = answer(new ToDepot.ManifestOf(address, sha256));
                if (!(answer instanceof FromDepot.Refused refused && refused.later())) {
                    return answer;
                }
                Thread.onSpinWait();
            }
        }

        TargetManifest manifest(Target target) {
            return assertInstanceOf(FromDepot.Manifest.class, manifest(target.sha256()))
                    .manifest();
        }

        FromDepot bytes(String sha256, long offset, int length) {
            return answer(new ToDepot.BytesOf(address, sha256, offset, length));
        }

        String refusal(String sha256, long offset, int length) {
            FromDepot.Refused refused = assertInstanceOf(FromDepot.Refused.class, bytes(sha256, offset, length));
            assertFalse(refused.later(), refused.reason());
            return refused.reason();
        }
    }

    private static byte[] content(int seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Target target(byte[] library, Path... more) throws Exception {
        Path own = Files.createDirectories(dir.resolve("own"));
        Path file = Files.write(own.resolve("libmxnet.so"), library);
        List<String> folders = new ArrayList<>(List.of(own.toString()));
        Arrays.stream(more).forEach(folder -> folders.add(folder.toString()));
        return new Target("some", sha256(library), file.toString(), folders);
    }

    @Test
    void aTargetIsItsSharedLibrariesAndNothingElse() throws Exception {
        byte[] library = content(1, 1000);
        byte[] blas = content(2, 300);
        Path more = Files.createDirectories(dir.resolve("more"));
        Target target = target(library, more);
        Path own = dir.resolve("own");
        Files.write(own.resolve("libblas.so.3.1"), blas);
        Files.createSymbolicLink(own.resolve("libblas.so.3"), Path.of("libblas.so.3.1"));
        Files.createSymbolicLink(own.resolve("libblas.so"), Path.of("libblas.so.3"));
        Files.createSymbolicLink(own.resolve("libgone.so"), Path.of("nowhere.so"));
        Files.writeString(own.resolve("mxnet.properties"), "x");
        Files.writeString(own.resolve("libblas.so.debug"), "x");
        Files.createDirectory(own.resolve("folder.so"));
        Files.createSymbolicLink(more.resolve("libblas.so"), own.resolve("libblas.so.3.1"));
        Files.write(more.resolve("libx.dylib"), content(3, 10));
        assertTrue(more.resolve("libx.dylib").toFile().setExecutable(true));
        TargetManifest manifest = new Asked(target).manifest(target);
        assertEquals("", manifest.problem());
        assertEquals(
                List.of(
                        new TargetManifest.Entry(0, "libblas.so.3.1", 300, sha256(blas), false),
                        new TargetManifest.Entry(0, "libmxnet.so", 1000, sha256(library), false),
                        new TargetManifest.Entry(1, "libblas.so", 300, sha256(blas), false),
                        new TargetManifest.Entry(1, "libx.dylib", 10, sha256(content(3, 10)), true)),
                manifest.files());
        assertEquals(
                List.of(
                        new TargetManifest.Link(0, "libblas.so", "libblas.so.3.1"),
                        new TargetManifest.Link(0, "libblas.so.3", "libblas.so.3.1")),
                manifest.links());
        assertEquals(List.of(0, 1), manifest.libPath());
    }

    @Test
    void itIsFoundByItsServiceName() throws Exception {
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe(Receptionist.Listing.class);
        kit.system().receptionist().tell(Receptionist.subscribe(Depot.KEY, listings.getRef()));
        Asked asked = new Asked(target(content(1, 10)));
        listings.fishForMessage(
                SOON,
                listing -> listing.getServiceInstances(Depot.KEY).contains(asked.depot)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void onlyItsFilesAreServedAndOnlyByHash() throws Exception {
        byte[] library = content(1, 300_000);
        Target target = target(library);
        Asked asked = new Asked(target);
        asked.manifest(target);
        FromDepot.Chunk chunk = assertInstanceOf(FromDepot.Chunk.class, asked.bytes(target.sha256(), 200_000, 100_000));
        assertArrayEquals(Arrays.copyOfRange(library, 200_000, 300_000), chunk.bytes());
        assertEquals(200_000, chunk.offset());
        for (String other : List.of("ab".repeat(32), "../../etc/passwd", target.library(), "")) {
            assertEquals("the coordinator has no file of a target with that hash", asked.refusal(other, 0, 1));
            assertEquals(
                    new FromDepot.Refused("the coordinator has no target with that library", false),
                    asked.manifest(other));
        }
        for (long[] range : new long[][] {
            {300_000, 1},
            {299_999, 2},
            {-1, 1},
            {0, 0},
            {0, -1},
            {Long.MAX_VALUE, 1},
            {0, ToDepot.CHUNK_BYTES_MAX + 1},
            {0, Integer.MAX_VALUE}
        }) {
            assertTrue(asked.refusal(target.sha256(), range[0], (int) range[1]).startsWith("the file has no "));
        }
    }

    @Test
    void aFileThatChangedIsNotServedAnyMore() throws Exception {
        byte[] library = content(1, 1000);
        Target target = target(library);
        Asked asked = new Asked(target);
        asked.manifest(target);
        String changed = "libmxnet.so has changed on the coordinator since the campaign began; begin another one";
        Path file = Path.of(target.library());
        FileTime before = Files.getLastModifiedTime(file);
        Files.write(file, content(2, 1000));
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1));
        assertEquals(changed, asked.refusal(target.sha256(), 0, 1000));
        Files.write(file, Arrays.copyOf(library, 10));
        assertEquals(changed, asked.refusal(target.sha256(), 0, 1000));
        Files.delete(file);
        assertTrue(asked.refusal(target.sha256(), 0, 1000).startsWith("the coordinator cannot read it: "));
    }

    @Test
    void aTargetThatCannotBeHandedOutIsRefusedInOneLine() throws Exception {
        Target target = target(content(1, 1000));
        Target other = new Target("other", "ef".repeat(32), target.library(), target.libPath());
        assertEquals(
                new FromDepot.Refused(
                        "the coordinator cannot hand it out: " + target.library()
                                + " is not what it was when the campaign began; begin another one",
                        false),
                new Asked(other).manifest(other.sha256()));
        for (int i = 0; i <= TargetManifest.ENTRIES_MAX; i++) {
            Files.createFile(dir.resolve("own").resolve("lib" + i + ".so"));
        }
        assertEquals(
                new FromDepot.Refused(
                        "the coordinator cannot hand it out: its folders hold 502 shared libraries, and 500 can be "
                                + "handed out; put those that it needs into a folder of their own",
                        false),
                new Asked(target).manifest(target.sha256()));
        Target gone = new Target("gone", target.sha256(), target.library(), List.of("/nowhere/at/all"));
        assertEquals(
                new FromDepot.Refused(
                        "the coordinator cannot hand it out: /nowhere/at/all: NoSuchFileException", false),
                new Asked(gone).manifest(gone.sha256()));
    }

    @Test
    void whoAsksForTooMuchAtATimeIsToldToAskAgain() throws Exception {
        Target target = target(content(1, 1000));
        Asked asked = new Asked(target);
        asked.manifest(target);
        Executor blocking = kit.system().dispatchers().lookup(DispatcherSelector.blocking());
        int threads = 16;
        CountDownLatch taken = new CountDownLatch(threads);
        CountDownLatch free = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            blocking.execute(() -> {
                taken.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        taken.await();
        for (int i = 0; i <= Depot.IN_FLIGHT_MAX; i++) {
            asked.depot.tell(new ToDepot.BytesOf(asked.address, target.sha256(), 0, 1000));
        }
        assertTrue(asked.probe.expectMessageClass(FromDepot.Refused.class, SOON).later());
        free.countDown();
        for (int i = 0; i < Depot.IN_FLIGHT_MAX; i++) {
            asked.probe.expectMessageClass(FromDepot.Chunk.class, SOON);
        }
        assertInstanceOf(FromDepot.Chunk.class, asked.bytes(target.sha256(), 0, 1000));
    }

    @Test
    void oneLibraryWithTwoSetsOfFoldersIsRefused() throws Exception {
        Target one = target(content(1, 10));
        Target two = new Target("other", one.sha256(), one.library(), List.of());
        String said = assertThrows(
                        IllegalArgumentException.class, () -> Depot.create(List.of(one, two), new FileHashes()))
                .getMessage();
        assertTrue(String.valueOf(said).startsWith("the targets some and other are the same library"), said);
    }

    @Test
    void aFileIsReadOnceAsLongAsItLooksTheSame() throws IOException {
        Path file = Files.write(dir.resolve("x"), "one".getBytes(StandardCharsets.UTF_8));
        FileHashes hashes = new FileHashes();
        FileHashes.Stamp stamp = FileHashes.Stamp.of(file);
        String first = hashes.sha256(stamp);
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, "two".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, time);
        assertEquals(first, hashes.sha256(FileHashes.Stamp.of(file)), "not read again");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertFalse(first.equals(hashes.sha256(FileHashes.Stamp.of(file))));
        assertThrows(IOException.class, () -> new FileHashes().sha256(stamp), "no more the one of the stamp");
    }
}
