package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;

/**
 * The store as arbiter between coordinators that do not see each other: whoever gets this lease stays. Made by Pekko, from its
 * settings.
 */
public final class StoreLease extends Lease {
    /** Long enough for the other side to have asked in vain; a holder that died keeps nobody out for longer. */
    static final Duration TIME = Duration.ofSeconds(12);

    private final LeaseSettings settings;
    private volatile long heldUntilNanos = System.nanoTime();

    /** As Pekko calls it. */
    public StoreLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return aside(() -> {
            long asked = System.nanoTime();
            try (Store store = open()) {
                boolean held = store.leadership().hold(settings.leaseName(), settings.ownerName(), TIME.toMillis());
                if (held) {
                    heldUntilNanos = asked + TIME.toNanos();
                }
                return held;
            }
        });
    }

    /** A lost lease is not told: it is asked for at a decision and needed for seconds. */
    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        return aside(() -> {
            try (Store store = open()) {
                store.leadership().release(settings.leaseName(), settings.ownerName());
            }
            heldUntilNanos = System.nanoTime();
            return true;
        });
    }

    @Override
    public boolean checkLease() {
        return heldUntilNanos - System.nanoTime() > 0;
    }

    private Store open() throws BadInput {
        return CoordinatorConfig.Database.of(settings.leaseConfig()).open();
    }

    private static CompletionStage<Boolean> aside(Callable<Boolean> work) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(work.call());
                    } catch (Exception e) {
                        answer.completeExceptionally(new CompletionException(e));
                    }
                },
                "vigil-store-lease");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }
}
