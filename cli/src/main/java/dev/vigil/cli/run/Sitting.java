package dev.vigil.cli.run;

import dev.vigil.cli.node.NodeSystem;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.Coordinator;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Finding;
import dev.vigil.store.Store;
import dev.vigil.workers.Reception;
import dev.vigil.workers.Worker;
import dev.vigil.workers.Workers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sitting of a campaign: coordinator and worker as actors of one system in this JVM, from start to end. */
final class Sitting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sitting.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final ActorSystem<Stop> system;
    private final CompletableFuture<CampaignEnd> end;

    /** The end that a signal asks for. */
    private record Stop() {}

    private Sitting(ActorSystem<Stop> system, CompletableFuture<CampaignEnd> end) {
        this.system = system;
        this.end = end;
    }

    /** Starts everything; progress comes on the coordinator's thread. */
    static Sitting begin(
            Campaign campaign,
            Store store,
            Workers workers,
            CoordinatorSettings settings,
            UnaryOperator<String> replay,
            ProgressView view)
            throws InterruptedException {
        CompletableFuture<CampaignEnd> end = new CompletableFuture<>();
        Behavior<Coordinator.Command> coordinator = Coordinator.create(
                settings, campaign, store, new Listener(view, end), replay, InstantSource.system(), 0);
        Behavior<Worker.Command> worker =
                workers.behavior(workers.capabilities("this machine", List.of()), new Reception.SameSystem());
        return new Sitting(ActorSystem.create(guardian(coordinator, worker, end), "vigil", NodeSystem.quiet()), end);
    }

    /** Asks for the end; harmless when it has come. */
    void stop() {
        system.tell(new Stop());
    }

    /**
     * Blocks until the campaign ends by itself or was stopped.
     *
     * @throws SittingFault when an actor of ours failed
     */
    CampaignEnd await() throws SittingFault, InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new SittingFault(String.valueOf(e.getCause()), e);
        }
    }

    /** Ends actors, and with the worker its children. */
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons: the JVM ends without them, and children end with the JVM.
            LOG.info("the actor system took too long to end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Behavior<Stop> guardian(
            Behavior<Coordinator.Command> coordinating,
            Behavior<Worker.Command> working,
            CompletableFuture<CampaignEnd> end) {
        return Behaviors.setup(context -> {
            ActorRef<Coordinator.Command> coordinator = context.spawn(coordinating, "coordinator");
            context.watch(coordinator);
            context.watch(context.spawn(working, "worker"));
            return Behaviors.receive(Stop.class)
                    .onMessage(Stop.class, stop -> {
                        coordinator.tell(new Coordinator.Stop());
                        return Behaviors.same();
                    })
                    .onSignal(ChildFailed.class, failed -> {
                        end.completeExceptionally(failed.getCause());
                        return Behaviors.same();
                    })
                    .onSignal(Terminated.class, gone -> {
                        if (gone.getRef().path().equals(coordinator.path())) {
                            // The end was heard before, unless something went wrong without an exception.
                            end.completeExceptionally(
                                    new IllegalStateException("the coordinator ended without a word"));
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private record Listener(ProgressView view, CompletableFuture<CampaignEnd> end) implements CampaignListener {
        @Override
        public void progress(CampaignProgress progress) {
            view.show(progress);
        }

        @Override
        public void found(Finding finding) {
            view.found(finding);
        }

        @Override
        public void ended(CampaignEnd how) {
            end.complete(how);
        }
    }
}
