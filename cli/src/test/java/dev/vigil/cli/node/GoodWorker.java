package dev.vigil.cli.node;

import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** A worker's node that asks who leads, and keeps what it is told. */
final class GoodWorker implements AutoCloseable {
    private final BlockingQueue<ToWorker> heard = new LinkedBlockingQueue<>();
    private final ActorSystem<ToWorker> system;
    private final NodeAddress self;

    GoodWorker(@Nullable Path certificates) throws Exception {
        self = new NodeAddress("127.0.0.1", Stranger.freePort());
        system = NodeSystem.start(ears(heard), NodeSettings.worker(self, certificates));
    }

    private static Behavior<ToWorker> ears(BlockingQueue<ToWorker> heard) {
        return Behaviors.receive(ToWorker.class)
                .onAnyMessage(message -> {
                    heard.add(message);
                    return Behaviors.same();
                })
                .build();
    }

    NodeAddress self() {
        return self;
    }

    String path() {
        return self.system() + "/user";
    }

    void tell(String path, ToCoordinator message) {
        ActorRefResolver.get(system).<ToCoordinator>resolveActorRef(path).tell(message);
    }

    void tellWorker(String path, ToWorker message) {
        ActorRefResolver.get(system).<ToWorker>resolveActorRef(path).tell(message);
    }

    /** Knocks there until it is told who leads. */
    Optional<ToWorker.Here> seek(NodeAddress coordinator, int seconds) throws InterruptedException {
        for (int tries = 0; tries < 2 * seconds; tries++) {
            tell(coordinator.system() + "/user/" + WorkerVerb.DOOR, new ToCoordinator.Seeking(path()));
            ToWorker answer = heard.poll(500, TimeUnit.MILLISECONDS);
            if (answer instanceof ToWorker.Here here) {
                return Optional.of(here);
            }
        }
        return Optional.empty();
    }

    List<ToWorker> heard() {
        return new ArrayList<>(heard);
    }

    @Override
    public void close() {
        system.terminate();
        Stranger.awaitEnd(system.getWhenTerminated());
    }
}
