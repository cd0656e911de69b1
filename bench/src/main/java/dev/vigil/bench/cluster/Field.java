package dev.vigil.bench.cluster;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.certs.Authority;
import dev.vigil.cli.certs.NodeRequest;
import dev.vigil.cli.node.NodeAddress;
import dev.vigil.cli.node.NodeSystem;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.Coordinator;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.coordinator.Term;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.store.Store;
import dev.vigil.workers.trust.NodeRole;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.ActorPaths;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.LocalActorRef;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * This process as the coordinator of a cluster: its certificates and the product's actor system, which listens on
 * loopback with TLS. One of {@link #lead} and {@link #open} is called, once.
 */
final class Field implements AutoCloseable {
    private static final String DOOR = "door";
    private static final String COORDINATOR = "coordinator";
    private static final int DAYS = 1;
    private static final int FAREWELL_SECONDS = 10;

    private final Path coordinators;
    private final Path workers;
    private final NodeAddress self;
    private @Nullable ActorSystem<Void> system;

    private Field(Path coordinators, Path workers, NodeAddress self) {
        this.coordinators = coordinators;
        this.workers = workers;
        this.self = self;
    }

    /** Makes certificates below the folder, which must be new. */
    static Field of(Path folder) throws BadInput, IOException {
        Authority authority = Authority.create(DAYS, InstantSource.system(), new SecureRandom());
        Path coordinators = folder.resolve("coordinator");
        Path workers = folder.resolve("worker");
        authority.issue(NodeRequest.of("coordinator", NodeRole.COORDINATOR, List.of("127.0.0.1"), DAYS), coordinators);
        authority.issue(NodeRequest.of("worker", NodeRole.WORKER, List.of("127.0.0.1"), DAYS), workers);
        return new Field(coordinators, workers, new NodeAddress("127.0.0.1", Crew.freePort()));
    }

    /** Leads a new campaign of units that do nothing, with the product's own coordinator, fenced as in a cluster. */
    Campaign lead(Store store, int slots, CampaignListener listener) throws BadInput {
        long epoch = store.leadership().take(COORDINATOR);
        Campaign campaign = store.campaigns().start(NoOps.settings(slots), NoOps.TARGET);
        system = start(Behaviors.setup(context -> {
            ActorRef<Coordinator.Command> coordinator = context.spawn(
                    Coordinator.create(
                            CoordinatorSettings.CLUSTER,
                            campaign,
                            store,
                            listener,
                            id -> id,
                            InstantSource.system(),
                            new Term(epoch, null)),
                    COORDINATOR);
            Behavior<ToCoordinator> door = Behaviors.receiveMessage(message -> {
                coordinator.tell(new Coordinator.FromWorker(message));
                return Behaviors.same();
            });
            context.spawn(door, DOOR);
            return Behaviors.empty();
        }));
        return campaign;
    }

    /** Has this actor alone behind the door. */
    void open(Behavior<ToCoordinator> behind) throws BadInput {
        system = start(Behaviors.setup(context -> {
            context.spawn(behind, DOOR);
            return Behaviors.empty();
        }));
    }

    private ActorSystem<Void> start(Behavior<Void> guardian) throws BadInput {
        return NodeSystem.outside(guardian, self, coordinators);
    }

    /** Where workers knock. */
    String door() {
        return self.system() + "/user/" + DOOR;
    }

    Path workerCertificates() {
        return workers;
    }

    /** Messages that wait for the coordinator's desk now. No part of Pekko's promises, but there for who only measures. */
    int deskQueue() {
        ActorSystem<Void> running = system;
        if (running == null) {
            return 0;
        }
        ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(running);
        ActorPath path = ActorPaths.fromString("pekko://" + running.name() + "/user/" + COORDINATOR + "/desk");
        return classic.provider().resolveActorRef(path) instanceof LocalActorRef desk
                ? desk.underlying().numberOfMessages()
                : 0;
    }

    @Override
    public void close() {
        ActorSystem<Void> running = system;
        if (running == null) {
            return;
        }
        running.terminate();
        try {
            running.getWhenTerminated()
                    .toCompletableFuture()
                    .orTimeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            // Its threads are daemons, and what was measured is measured.
            return;
        }
    }
}
