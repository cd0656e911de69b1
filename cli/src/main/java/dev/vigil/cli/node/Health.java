package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Pekko's own health endpoints of a coordinator: {@code /alive} while its actor system answers, {@code /ready} while it is a
 * member of the cluster, {@code /startup}. They tell no more than that, so they ask for no token.
 */
final class Health {
    private Health() {}

    /**
     * Listens until the system ends.
     *
     * @param system started with the same address in its settings
     * @throws BadInput when the address cannot be listened at
     */
    static void open(ActorSystem<?> system, NodeAddress at) throws BadInput, InterruptedException {
        try {
            PekkoManagement.get(Adapter.toClassic(system))
                    .start()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new BadInput("health: cannot listen at " + at + ": " + NodeSystem.reason(e), e);
        }
    }
}
