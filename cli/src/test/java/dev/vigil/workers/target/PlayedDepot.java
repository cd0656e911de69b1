package dev.vigil.workers.target;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/**
 * A depot with files in memory, whose answers a test may spoil, and which remembers what it was asked. All messages go
 * through the wire format, as between two machines.
 */
final class PlayedDepot {
    private final Map<String, TargetManifest> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<ToDepot> asked = new CopyOnWriteArrayList<>();
    private volatile Function<FromDepot, @Nullable FromDepot> spoil = answer -> answer;

    Target offer(Contents contents) {
        manifests.put(contents.manifest().sha256(), contents.manifest());
        files.putAll(contents.files());
        return new Target(
                contents.name(), contents.manifest().sha256(), "/elsewhere/libmxnet.so", List.of("/elsewhere"));
    }

    /** What becomes of answers from now on; null means that none is sent. */
    void spoil(Function<FromDepot, @Nullable FromDepot> change) {
        spoil = change;
    }

    /** All questions for more than the one byte that shows who is there. */
    List<ToDepot.BytesOf> chunks() {
        return asked.stream()
                .filter(ToDepot.BytesOf.class::isInstance)
                .map(ToDepot.BytesOf.class::cast)
                .filter(ask -> ask.length() > 1)
                .toList();
    }

    /** The lowest offset asked for; what a worker asked before it broke off may come after all, but lies behind that. */
    long lowest() {
        return chunks().stream().mapToLong(ToDepot.BytesOf::offset).min().orElseThrow();
    }

    void forget() {
        asked.clear();
    }

    Behavior<ToDepot> behavior() {
        return Behaviors.setup(context -> {
            ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
            context.getSystem().receptionist().tell(Receptionist.register(DepotPlaces.DEPOT, context.getSelf()));
            return Behaviors.receive(ToDepot.class)
                    .onAnyMessage(message -> {
                        ToDepot question = wired(message, ToDepot.class);
                        asked.add(question);
                        FromDepot answer = spoil.apply(answer(question));
                        if (answer != null) {
                            resolver.<FromDepot>resolveActorRef(question.replyTo())
                                    .tell(wired(answer, FromDepot.class));
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private FromDepot answer(ToDepot question) {
        if (question instanceof ToDepot.BytesOf ask) {
            byte[] file = files.get(ask.sha256());
            return file == null
                    ? new FromDepot.Refused("no such file", false)
                    : new FromDepot.Chunk(
                            ask.sha256(),
                            ask.offset(),
                            Arrays.copyOfRange(file, (int) ask.offset(), (int) ask.offset() + ask.length()));
        }
        TargetManifest manifest = manifests.get(((ToDepot.ManifestOf) question).sha256());
        return manifest == null ? new FromDepot.Refused("no such target", false) : new FromDepot.Manifest(manifest);
    }

    private static <T> T wired(T message, Class<T> type) {
        try {
            return Wire.decode(Wire.encode(message), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
