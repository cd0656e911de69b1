package dev.vigil.workers.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.typesafe.config.ConfigFactory;
import dev.vigil.coordinator.Depot;
import dev.vigil.coordinator.FileHashes;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.ToDepot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same as between two machines: two nodes of a cluster, which know each other by the receptionist alone. */
class DepotRemotingTests {
    private static final String NODE = """
            pekko {
              loglevel = WARNING
              log-dead-letters = off
              actor.provider = cluster
              actor.serializers.depot = "dev.vigil.workers.target.DepotSerializer"
              actor.serialization-bindings {
                "dev.vigil.model.wire.ToDepot" = depot
                "dev.vigil.model.wire.FromDepot" = depot
              }
              remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
              cluster {
                jmx.enabled = off
                gossip-interval = 100 ms
                leader-actions-interval = 100 ms
                typed.receptionist.notify-subscribers-interval = 100 ms
              }
              coordinated-shutdown.run-by-actor-system-terminate = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path dir;

    private static ActorSystem<Void> node(Behavior<Void> root) {
        return ActorSystem.create(
                root, "depots", ConfigFactory.parseString(NODE).withFallback(ConfigFactory.load()));
    }

    @Test
    @Timeout(120)
    void aTargetComesFromAnotherNode() throws Exception {
        byte[] library = Contents.random(1, 40 * ToDepot.CHUNK_BYTES_MAX + 3);
        Path own = Files.createDirectories(dir.resolve("own"));
        Files.write(own.resolve("libmxnet.so"), library);
        Target announced = new Target(
                "mine", Contents.sha256(library), own.resolve("libmxnet.so").toString(), List.of(own.toString()));
        ActorSystem<Void> there = node(Behaviors.setup(context -> {
            context.spawn(Depot.create(List.of(announced), new FileHashes()), "depot");
            return Behaviors.empty();
        }));
        ActorSystem<Void> here = node(Behaviors.empty());
        try {
            var address = Cluster.get(there).selfMember().address();
            Cluster.get(there).manager().tell(Join.create(address));
            Cluster.get(here).manager().tell(Join.create(address));
            DepotTargets targets =
                    new DepotTargets(here, DepotPlaces.named(here), dir.resolve("cache"), DepotTargets.BUDGET_BYTES);
            Target local = targets.local(announced, (have, all) -> {});
            assertArrayEquals(library, Files.readAllBytes(Path.of(local.library())));
        } finally {
            for (ActorSystem<Void> node : List.of(here, there)) {
                node.terminate();
                node.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        }
    }
}
