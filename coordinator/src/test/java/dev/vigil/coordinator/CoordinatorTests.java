package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorTests {
    @TempDir
    Path dir;

    /** Fails in the middle of a campaign, on the coordinator's own thread. */
    private static final class Failing implements CampaignListener {
        @Override
        public void progress(CampaignProgress progress) {
            throw new IllegalStateException("planted");
        }

        @Override
        public void ended(CampaignEnd end) {}
    }

    private static Behavior<Void> watching(
            Behavior<Coordinator.Command> coordinator, CompletableFuture<Throwable> end) {
        return Behaviors.setup(context -> {
            context.watch(context.spawn(coordinator, "coordinator"));
            return Behaviors.receive(Void.class)
                    .onSignal(ChildFailed.class, failed -> {
                        end.complete(failed.getCause());
                        return Behaviors.same();
                    })
                    .onSignal(Terminated.class, gone -> {
                        end.complete(new AssertionError("it ended without a word"));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    @Test
    void whoeverWatchesHearsWhyTheDeskFailed() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        ActorTestKit kit = ActorTestKit.create();
        try (Store store = Store.open(dir)) {
            Campaign campaign = store.campaigns().start(Samples.settings(5, 1, PlanMode.ADAPTIVE), Samples.TARGET);
            kit.spawn(watching(
                    Coordinator.create(
                            CoordinatorSettings.USUAL,
                            campaign,
                            store,
                            new Failing(),
                            id -> id,
                            InstantSource.system(),
                            Term.ALONE),
                    end));
            Throwable why = end.get(20, TimeUnit.SECONDS);
            assertEquals(
                    "planted",
                    Objects.requireNonNull(why.getCause(), why::toString).getMessage());
        } finally {
            kit.shutdownTestKit();
        }
    }
}
