package dev.vigil.coordinator;

import dev.vigil.model.target.Target;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Hands the files of targets to workers, a chunk at a time. Only what belongs to the targets that it was given, by hash:
 * no name and no path from a worker leads to a file. Reading goes on Pekko's dispatcher for what blocks; the actor
 * itself never waits.
 */
public final class Depot extends AbstractBehavior<Object> {
    /** Where workers find it. */
    public static final ServiceKey<ToDepot> KEY = ServiceKey.create(ToDepot.class, "vigil-depot");

    /** Chunks being read, which bounds their memory to 16 MiB; who asks beyond is told to ask again. */
    static final int IN_FLIGHT_MAX = 128;

    private static final int ADDRESS_LENGTH_MAX = 1024;

    /** What it tells itself; all else that it hears is {@link ToDepot}. */
    private sealed interface Own {}

    private record Stocked(Target target, Stock stock) implements Own {}

    private record Fetched(String replyTo, FromDepot answer) implements Own {}

    /** A target that was read, or why it could not be. */
    private record Stock(@Nullable DepotShelf shelf, String problem) {}

    private final ActorRefResolver resolver;
    private final Executor blocking;
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, Stock> stock = new HashMap<>();
    private final Map<String, FileHashes.Stamp> files = new HashMap<>();
    private int inFlight;

    private Depot(ActorContext<Object> context, List<Target> targets, FileHashes hashes) {
        super(context);
        this.resolver = ActorRefResolver.get(context.getSystem());
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        targets.forEach(target -> this.targets.put(target.sha256(), target));
        this.targets.values().forEach(target -> aside(() -> new Stocked(target, read(target, hashes))));
        context.getSystem()
                .receptionist()
                .tell(Receptionist.register(KEY, context.getSelf().<ToDepot>narrow()));
    }

    /**
     * A depot of these targets. It begins by reading all their files, and registers itself under {@link #KEY}.
     *
     * @param targets with paths of this machine
     * @param hashes what earlier depots of this process have read
     * @throws IllegalArgumentException when two of the targets are the same library with different folders, since a
     *     worker could not tell them apart
     */
    public static Behavior<ToDepot> create(List<Target> targets, FileHashes hashes) {
        Map<String, Target> seen = new HashMap<>();
        for (Target target : targets) {
            Target other = seen.putIfAbsent(target.sha256(), target);
            if (other != null && !other.libPath().equals(target.libPath())) {
                throw new IllegalArgumentException("the targets " + other.name() + " and " + target.name()
                        + " are the same library with different folders for the loader; give both the same --lib-path");
            }
        }
        List<Target> given = List.copyOf(targets);
        return Behaviors.<Object>setup(context -> new Depot(context, given, hashes))
                .narrow();
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToDepot.class, this::onAsked)
                .onMessage(Stocked.class, this::onStocked)
                .onMessage(Fetched.class, this::onFetched)
                .build();
    }

    private Behavior<Object> onStocked(Stocked stocked) {
        stock.put(stocked.target().sha256(), stocked.stock());
        DepotShelf shelf = stocked.stock().shelf();
        if (shelf == null) {
            getContext()
                    .getLog()
                    .warn(
                            "target {} cannot be handed to workers: {}",
                            stocked.target().name(),
                            stocked.stock().problem());
        } else {
            files.putAll(shelf.files());
        }
        return this;
    }

    private Behavior<Object> onAsked(ToDepot message) {
        if (message.replyTo().length() > ADDRESS_LENGTH_MAX) {
            getContext().getLog().warn("a question whose address is too long was dropped");
        } else if (message instanceof ToDepot.ManifestOf manifest) {
            tell(manifest.replyTo(), manifest(manifest.sha256()));
        } else if (message instanceof ToDepot.BytesOf bytes) {
            onBytes(bytes);
        }
        return this;
    }

    private FromDepot manifest(String sha256) {
        Target target = targets.get(sha256);
        if (target == null) {
            return new FromDepot.Refused("the coordinator has no target with that library", false);
        }
        Stock read = stock.get(sha256);
        if (read == null) {
            return new FromDepot.Refused("the coordinator is still reading the target", true);
        }
        DepotShelf shelf = read.shelf();
        return shelf == null
                ? new FromDepot.Refused("the coordinator cannot hand it out: " + read.problem(), false)
                : new FromDepot.Manifest(shelf.manifest());
    }

    private void onBytes(ToDepot.BytesOf ask) {
        FileHashes.Stamp file = files.get(ask.sha256());
        if (file == null) {
            boolean reading = stock.size() < targets.size();
            tell(
                    ask.replyTo(),
                    new FromDepot.Refused("the coordinator has no file of a target with that hash", reading));
        } else if (ask.length() < 1
                || ask.length() > ToDepot.CHUNK_BYTES_MAX
                || ask.offset() < 0
                || ask.offset() > file.size() - ask.length()) {
            tell(
                    ask.replyTo(),
                    new FromDepot.Refused(
                            "the file has no " + ask.length() + " bytes at " + ask.offset() + " that could be sent",
                            false));
        } else if (inFlight >= IN_FLIGHT_MAX) {
            tell(ask.replyTo(), new FromDepot.Refused("the coordinator hands out too much at the moment", true));
        } else {
            inFlight++;
            aside(() -> new Fetched(ask.replyTo(), chunk(file, ask)));
        }
    }

    private Behavior<Object> onFetched(Fetched fetched) {
        inFlight--;
        tell(fetched.replyTo(), fetched.answer());
        return this;
    }

    private void tell(String address, FromDepot answer) {
        resolver.<FromDepot>resolveActorRef(address).tell(answer);
    }

    /** Has work done on a thread that may block, and its outcome told to us. */
    private void aside(Supplier<Own> work) {
        getContext().pipeToSelf(CompletableFuture.supplyAsync(work, blocking), (done, failure) -> {
            if (failure != null) {
                // What may go wrong is an answer; this is a bug of ours, and our parent is to hear of it.
                throw new IllegalStateException("the depot failed", failure);
            }
            return Objects.requireNonNull(done);
        });
    }

    private static Stock read(Target target, FileHashes hashes) {
        try {
            return new Stock(DepotShelf.of(target, hashes), "");
        } catch (IOException e) {
            return new Stock(null, line(e));
        } catch (UncheckedIOException e) {
            return new Stock(null, line(Objects.requireNonNull(e.getCause())));
        }
    }

    private static FromDepot chunk(FileHashes.Stamp file, ToDepot.BytesOf ask) {
        ByteBuffer bytes = ByteBuffer.allocate(ask.length());
        try (FileChannel channel = FileChannel.open(file.file())) {
            while (bytes.hasRemaining() && channel.read(bytes, ask.offset() + bytes.position()) >= 0) {
                // Until it is full or the file ends.
            }
            // After the reading: what changed before or during it shows, and what changes now was not read.
            if (bytes.hasRemaining() || !FileHashes.Stamp.of(file.file()).equals(file)) {
                return new FromDepot.Refused(
                        file.file().getFileName()
                                + " has changed on the coordinator since the campaign began; begin another one",
                        false);
            }
            return new FromDepot.Chunk(ask.sha256(), ask.offset(), bytes.array());
        } catch (IOException e) {
            return new FromDepot.Refused("the coordinator cannot read it: " + line(e), false);
        }
    }

    private static String line(IOException e) {
        if (e instanceof FileSystemException failed) {
            return failed.getFile() + ": "
                    + (failed.getReason() == null ? failed.getClass().getSimpleName() : failed.getReason());
        }
        return String.valueOf(e.getMessage());
    }
}
