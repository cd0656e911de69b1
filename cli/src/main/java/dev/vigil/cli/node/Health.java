package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pekko's own health endpoints of a coordinator: {@code /alive} while its actor system answers, {@code /ready} while it is a
 * member of the cluster, {@code /startup}. They tell no more than that, so they ask for no token.
 */
final class Health implements AutoCloseable {
    private static final int FAREWELL_SECONDS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final PekkoManagement management;

    private Health(PekkoManagement management) {
        this.management = management;
    }

    /**
     * @param system started with the same address in its settings
     * @throws BadInput when the address cannot be listened at
     */
    static Health open(ActorSystem<?> system, NodeAddress at) throws BadInput, InterruptedException {
        PekkoManagement management = PekkoManagement.get(Adapter.toClassic(system));
        try {
            management.start().toCompletableFuture().get();
            return new Health(management);
        } catch (ExecutionException e) {
            throw new BadInput("health: cannot listen at " + at + ": " + NodeSystem.reason(e), e);
        }
    }

    /** Gives the port back. */
    @Override
    public void close() {
        try {
            management
                    .stop()
                    .toCompletableFuture()
                    .orTimeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            LOG.info("the health endpoints did not end: {}", e.getMessage());
        }
    }
}
