package dev.vigil.workers.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.vigil.coordinator.Depot;
import dev.vigil.coordinator.FileHashes;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DepotTargetsTests {
    private static final int CHUNK = ToDepot.CHUNK_BYTES_MAX;
    private static final long PLENTY = 1L << 40;
    private static final Patience SHORT = new Patience(
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            Duration.ofMinutes(5));
    private static final TargetSource.Progress UNTOLD = (have, all) -> {};

    @SuppressWarnings("NullAway.Init") // once for all
    private static ActorSystem<Room> system;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path dir;

    private final PlayedDepot played = new PlayedDepot();

    /** What the test has actors do. */
    private sealed interface Room {
        record Start(Behavior<?> behavior) implements Room {}

        record StopAll(CountDownLatch stopped) implements Room {}
    }

    @BeforeAll
    static void open() {
        system = ActorSystem.create(
                Behaviors.<Room>setup(context -> Behaviors.receive(Room.class)
                        .onMessage(Room.Start.class, start -> {
                            context.spawnAnonymous(start.behavior());
                            return Behaviors.same();
                        })
                        .onMessage(Room.StopAll.class, stop -> {
                            context.getChildren().forEach(context::stop);
                            stop.stopped().countDown();
                            return Behaviors.same();
                        })
                        .build()),
                "depots",
                ConfigFactory.parseString("pekko.log-dead-letters = off").withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void close() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stopDepots() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        system.tell(new Room.StopAll(stopped));
        assertTrue(stopped.await(10, TimeUnit.SECONDS));
    }

    private static void start(Behavior<?> depot) {
        system.tell(new Room.Start(depot));
    }

    private DepotTargets targets() {
        return targets(PLENTY, folder -> PLENTY);
    }

    private DepotTargets targets(long budgetBytes, FreeSpace space) {
        return new DepotTargets(system, DepotPlaces.named(system), dir.resolve("cache"), budgetBytes, SHORT, space);
    }

    private Path fetched() {
        return dir.resolve("cache/targets/fetched");
    }

    private static byte[] library(Target local) throws IOException {
        return Files.readAllBytes(Path.of(local.library()));
    }

    private Set<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(fetched().resolve("files"))) {
            return new HashSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private String refusal(DepotTargets targets, Target target) {
        String line = String.valueOf(assertThrows(TargetException.class, () -> targets.local(target, UNTOLD))
                .getMessage());
        assertEquals(1, line.lines().count(), line);
        return line;
    }

    @Test
    void aTargetComesWithLinksAndFoldersAndIsKept() throws Exception {
        byte[] library = Contents.random(1, 3 * CHUNK + 5);
        byte[] blas = Contents.random(2, 1000);
        Path own = Files.createDirectories(dir.resolve("own"));
        Path more = Files.createDirectories(dir.resolve("more"));
        Files.write(own.resolve("libmxnet.so"), library);
        Files.write(own.resolve("libblas.so.3"), blas);
        Files.createSymbolicLink(own.resolve("libblas.so"), Path.of("libblas.so.3"));
        Files.write(more.resolve("libblas.so.3"), blas);
        Files.createFile(more.resolve("libempty.so"));
        Target announced = new Target(
                "mine",
                Contents.sha256(library),
                own.resolve("libmxnet.so").toString(),
                List.of(own.toString(), more.toString()));
        start(Depot.create(List.of(announced), new FileHashes()));
        DepotTargets targets = targets();
        List<Long> seen = new ArrayList<>();
        Target local = targets.local(announced, (have, all) -> seen.add(have));
        assertEquals("mine", local.name());
        assertEquals(announced.sha256(), local.sha256());
        assertArrayEquals(library, library(local));
        assertEquals(2, local.libPath().size());
        Path first = Path.of(local.libPath().get(0));
        Path second = Path.of(local.libPath().get(1));
        assertEquals(first, Path.of(local.library()).getParent());
        assertEquals(Path.of("libblas.so.3"), Files.readSymbolicLink(first.resolve("libblas.so")));
        assertArrayEquals(blas, Files.readAllBytes(first.resolve("libblas.so")));
        assertTrue(Files.isSameFile(first.resolve("libblas.so.3"), second.resolve("libblas.so.3")));
        assertEquals(0, Files.size(second.resolve("libempty.so")));
        assertTrue(seen.contains((long) library.length + blas.length), seen.toString());
        assertEquals(seen.stream().sorted().toList(), seen, "it only grows");

        stopDepots();
        assertEquals(local, targets.local(announced, UNTOLD), "nobody is asked for what is here");
        targets.release(local);
        targets.release(local);
    }

    @Test
    void whatIsCutGoesOnWhereItWas() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] library = Contents.random(1, 20 * CHUNK + 77);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        long before = 0;
        while (before < 15L * CHUNK) {
            played.forget();
            long cut = before + 1 + random.nextInt(4 * CHUNK);
            // Each try is a worker that was started anew.
            DepotTargets targets = targets();
            assertThrows(
                    CancellationException.class,
                    () -> targets.local(announced, (have, all) -> {
                        if (have >= cut) {
                            throw new CancellationException();
                        }
                    }));
            long there = Files.size(fetched().resolve("files").resolve(announced.sha256() + ".part"));
            assertTrue(there >= cut, "seed " + seed);
            assertEquals(before, played.lowest(), "seed " + seed);
            before = there;
        }
        played.forget();
        assertArrayEquals(library, library(targets().local(announced, UNTOLD)), "seed " + seed);
        assertEquals(before, played.lowest(), "seed " + seed);
        assertEquals(Set.of(announced.sha256()), kept());
    }

    @Test
    void anotherDepotGoesOnWhereOneStopped() throws Exception {
        byte[] library = Contents.random(1, 30 * CHUNK);
        Path own = Files.createDirectories(dir.resolve("own"));
        Files.write(own.resolve("libmxnet.so"), library);
        Target announced = new Target(
                "mine", Contents.sha256(library), own.resolve("libmxnet.so").toString(), List.of(own.toString()));
        FileHashes hashes = new FileHashes();
        start(Depot.create(List.of(announced), hashes));
        AtomicBoolean stopped = new AtomicBoolean();
        List<Long> seen = new ArrayList<>();
        Target local = targets().local(announced, (have, all) -> {
            seen.add(have);
            if (have > 10L * CHUNK && stopped.compareAndSet(false, true)) {
                CountDownLatch latch = new CountDownLatch(1);
                system.tell(new Room.StopAll(latch));
                start(Depot.create(List.of(announced), hashes));
            }
        });
        assertTrue(stopped.get());
        assertArrayEquals(library, library(local));
        assertEquals(seen.stream().sorted().toList(), seen, "nothing was lost");
    }

    @Test
    void aWrongByteCostsOneMoreFetchAndTwoCostTheTarget() throws Exception {
        byte[] library = Contents.random(1, 3 * CHUNK);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        AtomicInteger wrong = new AtomicInteger(1);
        played.spoil(answer -> {
            if (answer instanceof FromDepot.Chunk chunk && chunk.offset() == CHUNK && wrong.getAndDecrement() > 0) {
                byte[] bytes = chunk.bytes().clone();
                bytes[7] ^= 1;
                return new FromDepot.Chunk(chunk.sha256(), chunk.offset(), bytes);
            }
            return answer;
        });
        DepotTargets targets = targets();
        Target local = targets.local(announced, UNTOLD);
        assertArrayEquals(library, library(local));
        assertEquals(6, played.chunks().size());

        Target other = played.offer(Contents.of("other", Contents.random(2, 3 * CHUNK)));
        wrong.set(2);
        assertEquals(
                "target other cannot be had: libmxnet.so came with a wrong hash 2 times; look at the coordinator's "
                        + "copy of it",
                refusal(targets, other));
        assertEquals(Set.of(announced.sha256()), kept(), "nothing wrong is kept");
        assertEquals(3L * CHUNK, library(targets.local(other, UNTOLD)).length, "and it may be had later");
    }

    @Test
    void aPartThatIsNoneOfTheFileIsFetchedAnew() throws Exception {
        byte[] library = Contents.random(1, 3 * CHUNK);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        Path files = Files.createDirectories(fetched().resolve("files"));
        Files.write(files.resolve(announced.sha256() + ".part"), Contents.random(9, CHUNK));
        assertArrayEquals(library, library(targets().local(announced, UNTOLD)));
        Target longer = played.offer(Contents.of("u", Contents.random(2, CHUNK)));
        Files.write(files.resolve(longer.sha256() + ".part"), Contents.random(9, 2 * CHUNK));
        assertEquals(CHUNK, library(targets().local(longer, UNTOLD)).length);
    }

    @Test
    void aDepotThatSendsOtherPartsOrOtherFilesIsRefused() throws Exception {
        Target announced = played.offer(Contents.of("t", Contents.random(1, 3 * CHUNK)));
        start(played.behavior());
        played.spoil(answer -> answer instanceof FromDepot.Chunk chunk
                ? new FromDepot.Chunk(chunk.sha256(), chunk.offset(), new byte[CHUNK - 1])
                : answer);
        String line = "target t cannot be had: the coordinator sent another part of a file than it was asked for";
        assertEquals(line, refusal(targets(), announced));
        played.spoil(answer -> answer instanceof FromDepot.Chunk chunk
                ? new FromDepot.Chunk(chunk.sha256(), chunk.offset() + 1, chunk.bytes())
                : answer);
        assertEquals(line, refusal(targets(), announced));
        for (String name : List.of("../../../out.so", "/tmp/vigil-out.so", "a/b.so", "..", "x\n.so")) {
            played.spoil(answer -> answer instanceof FromDepot.Manifest manifest
                    ? new FromDepot.Manifest(withFile(manifest.manifest(), name))
                    : answer);
            assertTrue(
                    refusal(targets(), announced)
                            .startsWith(
                                    "target t cannot be had: the coordinator sent a list of files that is refused: "),
                    name);
        }
        assertFalse(Files.exists(fetched().resolve("trees")), "nothing was made of any");
        Contents other = Contents.of("other", Contents.random(2, 5));
        played.spoil(
                answer -> answer instanceof FromDepot.Manifest ? new FromDepot.Manifest(other.manifest()) : answer);
        assertTrue(refusal(targets(), announced).endsWith("it is that of another library"));
    }

    private static TargetManifest withFile(TargetManifest manifest, String name) {
        List<TargetManifest.Entry> files = new ArrayList<>(manifest.files());
        files.add(new TargetManifest.Entry(0, name, 1, "ef".repeat(32), true));
        return TargetManifest.of(manifest.sha256(), manifest.library(), 1, List.of(0), files, List.of());
    }

    @Test
    void aFileThatChangesOnTheCoordinatorEndsTheFetch() throws Exception {
        byte[] library = Contents.random(1, 20 * CHUNK);
        Path own = Files.createDirectories(dir.resolve("own"));
        Path file = Files.write(own.resolve("libmxnet.so"), library);
        Target announced = new Target("mine", Contents.sha256(library), file.toString(), List.of(own.toString()));
        start(Depot.create(List.of(announced), new FileHashes()));
        String line = String.valueOf(assertThrows(
                        TargetException.class,
                        () -> targets().local(announced, (have, all) -> {
                            if (have > 2L * CHUNK) {
                                rewrite(file);
                            }
                        }))
                .getMessage());
        assertEquals(
                "target mine cannot be had: libmxnet.so has changed on the coordinator since the campaign began; "
                        + "begin another one",
                line);
    }

    private static void rewrite(Path file) {
        try {
            Files.write(file, new byte[10]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDepotThatIsBusyIsAskedAgainAndOneThatIsSilentIsGivenUp() throws Exception {
        byte[] library = Contents.random(1, 12 * CHUNK);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        AtomicInteger count = new AtomicInteger();
        played.spoil(answer -> count.incrementAndGet() % 3 == 0 ? new FromDepot.Refused("busy", true) : answer);
        assertArrayEquals(library, library(targets().local(announced, UNTOLD)));
        Target other = played.offer(Contents.of("other", Contents.random(2, 3 * CHUNK)));
        played.spoil(answer -> answer instanceof FromDepot.Chunk ? null : answer);
        DepotTargets hasty = hasty(DepotPlaces.named(system));
        assertEquals("target other cannot be had: no coordinator in reach hands it out", refusal(hasty, other));
        stopDepots();
        Target third = new Target("third", "ab".repeat(32), "/x", List.of());
        assertTrue(refusal(hasty, third).startsWith("target third cannot be had: "));
    }

    private DepotTargets hasty(DepotPlaces places) {
        return new DepotTargets(
                system,
                places,
                dir.resolve("cache"),
                PLENTY,
                new Patience(
                        Duration.ofMillis(400),
                        Duration.ofMillis(1200),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(20),
                        Duration.ZERO),
                folder -> PLENTY);
    }

    @Test
    void whatATargetConsistsOfIsAskedAgainAndHoldsWhileNobodyAnswers() throws Exception {
        byte[] library = Contents.random(1, CHUNK);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        DepotTargets targets = hasty(DepotPlaces.named(system));
        Target before = targets.local(announced, UNTOLD);
        played.offer(Contents.of("t", library, Contents.random(2, 10)));
        Target after = targets.local(announced, UNTOLD);
        assertNotEquals(before, after, "the library has got another beside it");
        assertTrue(Files.exists(Path.of(after.library()).resolveSibling("lib0.so")));
        played.spoil(answer -> null);
        assertEquals(after, targets.local(announced, UNTOLD));
    }

    @Test
    void nodesThatAreNotThereKeepNobodyFromOneThatIs() throws Exception {
        Target announced = played.offer(Contents.of("t", Contents.random(1, 3 * CHUNK)));
        CompletableFuture<String> address = new CompletableFuture<>();
        start(Behaviors.<ToDepot>setup(context -> {
            address.complete(ActorRefResolver.get(system).toSerializationFormat(context.getSelf()));
            return played.behavior();
        }));
        List<String> addresses =
                List.of("pekko://depots/user/nobody", address.get(10, TimeUnit.SECONDS), "pekko://depots/user/none");
        Target local = hasty(DepotPlaces.at(system, addresses)).local(announced, UNTOLD);
        assertEquals(3L * CHUNK, library(local).length);
    }

    @Test
    void slotsAndWorkersThatAskAtOnceFetchOnce() throws Exception {
        byte[] library = Contents.random(1, 20 * CHUNK);
        Target announced = played.offer(Contents.of("t", library));
        start(played.behavior());
        DepotTargets one = targets();
        DepotTargets other = targets();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Target>> found = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                DepotTargets each = i % 2 == 0 ? one : other;
                found.add(threads.submit(() -> each.local(announced, UNTOLD)));
            }
            for (Future<Target> each : found) {
                assertArrayEquals(library, library(each.get()));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(20, played.chunks().size());
    }

    @Test
    void anotherProcessThatFetchesIsWaitedFor() throws Exception {
        Target announced = played.offer(Contents.of("t", Contents.random(1, CHUNK)));
        start(played.behavior());
        Files.createDirectories(fetched());
        Process holder = holder(fetched().resolve("lock"), "exclusive");
        AtomicInteger waited = new AtomicInteger();
        Target local = targets().local(announced, (have, all) -> {
            if (waited.incrementAndGet() == 3) {
                assertEquals(List.of(), played.chunks());
                holder.destroy();
            }
        });
        assertTrue(waited.get() >= 3);
        assertEquals(CHUNK, library(local).length);
    }

    private static Process holder(Path lock, String how) throws IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Path.of(System.getProperty("vigil.home"), "cli/target/test-classes")
                                .toString(),
                        LockHolder.class.getName(),
                        lock.toString(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('t', holder.getInputStream().read(), "it holds the lock");
        return holder;
    }

    @Test
    void whatAnotherTargetHasIsNotFetchedAgain() throws Exception {
        byte[] shared = Contents.random(5, 4 * CHUNK);
        Target one = played.offer(Contents.of("one", Contents.random(1, CHUNK), shared));
        Target two = played.offer(Contents.of("two", Contents.random(2, CHUNK), shared, shared));
        start(played.behavior());
        DepotTargets targets = targets();
        Path first = Path.of(targets.local(one, UNTOLD).library()).resolveSibling("lib0.so");
        assertEquals(5, played.chunks().size());
        Path own = Path.of(targets.local(two, UNTOLD).library());
        assertEquals(6, played.chunks().size());
        assertTrue(Files.isSameFile(first, own.resolveSibling("lib0.so")));
        assertTrue(Files.isSameFile(first, own.resolveSibling("lib1.so")));
    }

    @Test
    void whatWasChangedHereIsSeenAndMended() throws Exception {
        byte[] library = Contents.random(1, 2 * CHUNK);
        Target announced = played.offer(Contents.of("t", library, Contents.random(2, CHUNK)));
        start(played.behavior());
        DepotTargets targets = targets();
        Target local = targets.local(announced, UNTOLD);
        Path file = Path.of(local.library());
        assertEquals("r-xr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        played.forget();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        assertEquals(local, targets.local(announced, UNTOLD));
        assertEquals(List.of(), played.chunks(), "the right content with another time is read, not fetched");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        byte[] spoilt = library.clone();
        spoilt[3] ^= 1;
        Files.write(file, spoilt);
        Files.delete(file.resolveSibling("lib0.so"));
        Files.writeString(file.resolveSibling("libstrange.so"), "x");
        assertEquals(local, targets.local(announced, UNTOLD));
        assertArrayEquals(library, library(local));
        assertTrue(Files.exists(file.resolveSibling("lib0.so")));
        assertFalse(Files.exists(file.resolveSibling("libstrange.so")));
        assertEquals(2, played.chunks().size(), "only what was spoilt");
    }

    @Test
    void targetsLongestUnusedGoAndNoneThatIsInUse() throws Exception {
        List<Target> announced = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            announced.add(played.offer(Contents.of("t" + i, Contents.random(i, CHUNK))));
        }
        start(played.behavior());
        DepotTargets targets = targets(3L * CHUNK, folder -> PLENTY);
        List<Target> local = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            local.add(targets.local(announced.get(i), UNTOLD));
            Path ready = TargetFolders.folder(local.get(i)).resolve("ready.json");
            Files.setLastModifiedTime(ready, FileTime.fromMillis(1_000_000L + i));
        }
        targets.release(local.get(1));
        targets.release(local.get(2));
        targets.local(announced.get(3), UNTOLD);
        assertTrue(Files.exists(Path.of(local.get(0).library())), "longest unused, but in use");
        assertFalse(Files.exists(Path.of(local.get(1).library())));
        assertTrue(Files.exists(Path.of(local.get(2).library())));
        assertEquals(3, kept().size());

        Process holder = holder(TargetFolders.folder(local.get(2)).resolve("lock"), "shared");
        Files.setLastModifiedTime(TargetFolders.folder(local.get(2)).resolve("ready.json"), FileTime.fromMillis(1));
        targets.release(local.get(0));
        targets.local(announced.get(4), UNTOLD);
        assertFalse(Files.exists(Path.of(local.get(0).library())), "used, but not any more");
        assertTrue(Files.exists(Path.of(local.get(2).library())), "in use by another worker");
        holder.destroy();
    }

    @Test
    void whatHasNoRoomIsRefusedInOneLine() throws Exception {
        Target one = played.offer(Contents.of("one", Contents.random(1, 8 * CHUNK)));
        Target two = played.offer(Contents.of("two", Contents.random(2, 16 * CHUNK)));
        start(played.behavior());
        DepotTargets targets = targets(PLENTY, folder -> 257L << 20);
        targets.release(targets.local(one, UNTOLD));
        assertEquals(
                "target two cannot be had: it needs 2 MiB more under " + fetched()
                        + " and 256 MiB to spare, and 257 MiB are free; free some space there or set VIGIL_CACHE",
                refusal(targets, two));
        assertEquals(Set.of(), kept(), "what was not in use went first");
    }

    @Test
    void aDiskThatIsFullIsToldInOneLineAndGoneOnFrom() throws Exception {
        Path small = Files.createDirectories(dir.resolve("cache"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()) == 0,
                "no tmpfs may be mounted");
        try {
            byte[] library = Contents.random(1, 12 * CHUNK);
            Target announced = played.offer(Contents.of("t", library));
            start(played.behavior());
            DepotTargets targets = targets();
            assertEquals(
                    "target t cannot be kept under " + fetched()
                            + ": No space left on device; free some space there or set VIGIL_CACHE",
                    refusal(targets, announced));
            assertEquals(0, run("mount", "-o", "remount,size=8m", small.toString()));
            played.forget();
            assertArrayEquals(library, library(targets.local(announced, UNTOLD)));
            assertTrue(played.lowest() > 4L * CHUNK, "what came before was of use");
        } finally {
            // Lazily: the target is still held.
            assertEquals(0, run("umount", "-l", small.toString()));
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        Target announced = played.offer(Contents.of("t", Contents.random(1, 4 * CHUNK)));
        start(played.behavior());
        CountDownLatch halfway = new CountDownLatch(1);
        played.spoil(answer -> {
            if (answer instanceof FromDepot.Chunk chunk && chunk.offset() > CHUNK) {
                halfway.countDown();
                return null;
            }
            return answer;
        });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Throwable> end = thread.submit(
                    () -> assertThrows(Throwable.class, () -> targets().local(announced, UNTOLD)));
            halfway.await();
            thread.shutdownNow();
            assertInstanceOf(InterruptedException.class, end.get(10, TimeUnit.SECONDS));
        } finally {
            thread.shutdownNow();
        }
    }
}
