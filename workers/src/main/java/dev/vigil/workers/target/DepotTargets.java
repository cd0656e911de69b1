package dev.vigil.workers.target;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Fetches targets from the coordinator's depot into a cache of this machine, once for all slots and all workers that
 * share the cache. Under {@code targets/fetched} of the cache: {@code files} has the files by hash, {@code trees} a
 * folder for each target. Thread-safe; one for each process and cache.
 */
public final class DepotTargets implements TargetSource {
    /** Room for some ten builds for a GPU. */
    public static final long BUDGET_BYTES = 40L << 30;

    /** Left free for whatever else lies there. */
    private static final long RESERVE_BYTES = 256L << 20;

    private static final long SLICE_MS = 200;

    private final DepotClient client;
    private final Path root;
    private final long budgetBytes;
    private final FreeSpace space;
    private final HashedFiles files;
    private final TargetFolders folders;
    private final TargetUses uses = new TargetUses();
    private final long trustNanos;
    private final Map<Target, Confirmed> confirmed = new HashMap<>();
    private final ReentrantLock fetching = new ReentrantLock(true);
    private volatile @Nullable Fetched current;

    /** How far the target that is being fetched has come. */
    private record Fetched(String id, long bytesHave) {}

    /** What a target consists of, and when a depot said so. */
    private record Confirmed(TargetManifest manifest, long atNanos) {}

    /**
     * @param system that reaches the depots
     * @param places where they may be
     * @param cache folder that this may fill; made when it is not there
     * @param budgetBytes that files of targets may take; those longest unused go when there are more, but none that is
     *     in use
     */
    public DepotTargets(ActorSystem<?> system, DepotPlaces places, Path cache, long budgetBytes) {
        this(
                system,
                places,
                cache,
                budgetBytes,
                Patience.USUAL,
                folder -> Files.getFileStore(folder).getUsableSpace());
    }

    DepotTargets(
            ActorSystem<?> system,
            DepotPlaces places,
            Path cache,
            long budgetBytes,
            Patience patience,
            FreeSpace space) {
        this.client = new DepotClient(system, places, patience);
        this.trustNanos = patience.trust().toNanos();
        this.root = cache.toAbsolutePath().normalize().resolve("targets").resolve("fetched");
        this.budgetBytes = budgetBytes;
        this.space = space;
        this.files = new HashedFiles(root.resolve("files"));
        this.folders = new TargetFolders(root.resolve("trees"));
    }

    @Override
    public Target local(Target announced, Progress progress) throws TargetException, InterruptedException {
        try {
            TargetManifest manifest = manifest(announced, () -> progress.have(0, 0));
            if (!holdIntact(manifest)) {
                obtain(manifest, progress);
            }
            return folders.at(announced, manifest);
        } catch (TargetException e) {
            throw new TargetException("target " + announced.name() + " cannot be had: " + e.getMessage(), e);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw notKept(announced, e.getFile() + ": " + reason, e);
        } catch (IOException e) {
            throw notKept(announced, String.valueOf(e.getMessage()), e);
        }
    }

    private TargetException notKept(Target announced, String reason, IOException e) {
        return new TargetException(
                "target " + announced.name() + " cannot be kept under " + root + ": " + reason
                        + "; free some space there or set VIGIL_CACHE",
                e);
    }

    @Override
    public void release(Target local) {
        uses.release(TargetFolders.folder(local));
    }

    /**
     * Asked for again from time to time: a coordinator that was started anew may have other files beside a library. When
     * none answers, what was said before holds.
     */
    private TargetManifest manifest(Target announced, Runnable waiting) throws TargetException, InterruptedException {
        Confirmed known;
        synchronized (confirmed) {
            known = confirmed.get(announced);
        }
        if (known != null && System.nanoTime() - known.atNanos() < trustNanos) {
            return known.manifest();
        }
        TargetManifest manifest = known == null
                ? client.manifest(announced.sha256(), waiting)
                : client.manifestNow(announced.sha256(), waiting);
        Confirmed fresh = new Confirmed(
                manifest == null ? Objects.requireNonNull(known).manifest() : manifest, System.nanoTime());
        synchronized (confirmed) {
            confirmed.put(announced, fresh);
        }
        return fresh.manifest();
    }

    private boolean holdIntact(TargetManifest manifest) throws IOException {
        Path folder = folders.folder(manifest);
        if (!uses.hold(folder)) {
            return false;
        }
        boolean intact = false;
        try {
            intact = folders.intact(manifest);
            if (intact) {
                folders.touch(manifest);
            }
            return intact;
        } finally {
            if (!intact) {
                uses.release(folder);
            }
        }
    }

    /** Fetches what is missing, and holds the target. */
    private void obtain(TargetManifest manifest, Progress progress)
            throws TargetException, IOException, InterruptedException {
        long bytesAll = distinct(manifest).values().stream()
                .mapToLong(TargetManifest.Entry::size)
                .sum();
        Runnable waiting = () -> {
            Fetched now = current;
            progress.have(now != null && now.id().equals(manifest.id()) ? now.bytesHave() : 0, bytesAll);
        };
        while (!fetching.tryLock(SLICE_MS, TimeUnit.MILLISECONDS)) {
            waiting.run();
        }
        try {
            Files.createDirectories(root);
            fetchAlone(manifest, waiting);
        } finally {
            current = null;
            fetching.unlock();
        }
    }

    private void fetchAlone(TargetManifest manifest, Runnable waiting)
            throws TargetException, IOException, InterruptedException {
        try (FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (!locked(channel)) {
                waiting.run();
                Thread.sleep(SLICE_MS);
            }
            if (!holdIntact(manifest)) {
                fetch(manifest, waiting);
            }
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another of us in this process, which only tests have.
            return false;
        }
    }

    private void fetch(TargetManifest manifest, Runnable waiting)
            throws TargetException, IOException, InterruptedException {
        Map<String, TargetManifest.Entry> wanted = distinct(manifest);
        for (TargetManifest.Entry file : wanted.values()) {
            if (files.has(file)) {
                files.verify(file);
            }
        }
        makeRoom(manifest, wanted);
        long before = 0;
        for (TargetManifest.Entry file : wanted.values()) {
            long done = before;
            if (!files.has(file)) {
                files.fetch(file, (offset, sink) -> new Download(client, file, offset, sink, waiting).run(), have -> {
                    current = new Fetched(manifest.id(), done + have);
                    waiting.run();
                });
            }
            before += file.size();
            current = new Fetched(manifest.id(), before);
            waiting.run();
        }
        folders.publish(manifest, files);
        if (!holdIntact(manifest)) {
            throw new TargetException("its files under " + root
                    + " change while they are being fetched; nobody but Vigil may write there");
        }
    }

    private static Map<String, TargetManifest.Entry> distinct(TargetManifest manifest) {
        Map<String, TargetManifest.Entry> wanted = new LinkedHashMap<>();
        manifest.files()
                .forEach(file -> wanted.merge(file.sha256(), file, (one, other) -> one.executable() ? one : other));
        return wanted;
    }

    /** Removes targets, the one longest unused first, as long as the budget or the disk has no room for what is coming. */
    private void makeRoom(TargetManifest coming, Map<String, TargetManifest.Entry> wanted)
            throws TargetException, IOException {
        long missing = 0;
        for (TargetManifest.Entry file : wanted.values()) {
            missing += files.missing(file);
        }
        if (fits(missing)) {
            return;
        }
        Set<String> needed = new HashSet<>(wanted.keySet());
        List<TargetFolders.Stored> left = new ArrayList<>(folders.stored());
        left.removeIf(stored -> stored.folder().equals(folders.folder(coming)));
        retain(needed, left);
        for (TargetFolders.Stored oldest : List.copyOf(left)) {
            if (fits(missing)) {
                return;
            }
            if (uses.removeUnused(oldest.folder(), () -> TargetFolders.remove(oldest.folder()))) {
                left.remove(oldest);
                retain(needed, left);
            }
        }
        long free = space.bytes(root);
        if (free < missing + RESERVE_BYTES) {
            throw new TargetException("it needs " + mebibytes(missing) + " more under " + root + " and "
                    + mebibytes(RESERVE_BYTES) + " to spare, and " + mebibytes(free)
                    + " are free; free some space there or set VIGIL_CACHE");
        }
    }

    /** Files of targets that are gone are of no more use, and neither are parts of what nobody fetches now. */
    private void retain(Set<String> needed, List<TargetFolders.Stored> left) throws IOException {
        Set<String> wanted = new HashSet<>(needed);
        left.forEach(stored ->
                stored.manifest().ifPresent(manifest -> manifest.files().forEach(file -> wanted.add(file.sha256()))));
        files.retain(wanted);
    }

    private boolean fits(long missing) throws IOException {
        return files.bytes() + missing <= budgetBytes && space.bytes(root) >= missing + RESERVE_BYTES;
    }

    private static String mebibytes(long bytes) {
        return ((bytes + (1 << 20) - 1) >> 20) + " MiB";
    }
}
