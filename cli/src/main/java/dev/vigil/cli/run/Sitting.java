package dev.vigil.cli.run;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.live.StartRates;
import dev.vigil.cli.node.NodeSystem;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.Coordinator;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.coordinator.Term;
import dev.vigil.coordinator.live.LiveBoard;
import dev.vigil.coordinator.live.LiveFeed;
import dev.vigil.coordinator.live.LivePage;
import dev.vigil.coordinator.live.LiveSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.store.Store;
import dev.vigil.workers.Permits;
import dev.vigil.workers.Reception;
import dev.vigil.workers.Worker;
import dev.vigil.workers.Workers;
import dev.vigil.workers.target.LocalTargets;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sitting of a campaign: coordinator and worker as actors of one system in this JVM, from start to end, and the live page
 * where one is wanted. Opened before anything is written, so that what cannot be listened to costs nothing.
 */
final class Sitting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sitting.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final ActorSystem<Order> system;
    private final CompletableFuture<CampaignEnd> end;
    private final LiveBoard board = new LiveBoard();
    private @Nullable LivePage page;

    private sealed interface Order {}

    private record Begin(Behavior<Coordinator.Command> coordinator, Behavior<Worker.Command> worker) implements Order {}

    /** The end that a signal asks for. */
    private record Stop() implements Order {}

    private Sitting(ActorSystem<Order> system, CompletableFuture<CampaignEnd> end) {
        this.system = system;
        this.end = end;
    }

    /**
     * @param live what page to serve; empty for none
     * @throws BadInput when nobody can listen there
     */
    static Sitting open(Optional<LiveSettings> live) throws BadInput, InterruptedException {
        CompletableFuture<CampaignEnd> end = new CompletableFuture<>();
        Sitting sitting = new Sitting(ActorSystem.create(idle(end), "vigil", NodeSystem.quiet()), end);
        try {
            if (live.isPresent()) {
                sitting.page = LivePage.open(sitting.system, live.get(), sitting.board);
            }
            return sitting;
        } catch (IOException e) {
            sitting.close();
            throw new BadInput("--live: " + e.getMessage(), e);
        }
    }

    /** Where the live page is. */
    Optional<String> page() {
        return Optional.ofNullable(page).map(LivePage::url);
    }

    /** Starts everything, once; progress comes on the coordinator's thread. */
    void begin(
            Campaign campaign,
            Store store,
            Workers workers,
            CoordinatorSettings settings,
            UnaryOperator<String> replay,
            ProgressView view)
            throws InterruptedException {
        InstantSource clock = InstantSource.system();
        CampaignListener told = new Shown(view, end::complete);
        CampaignListener listener =
                page == null ? told : LiveFeed.of(board, campaign, store, StartRates.reading(), told, clock);
        system.tell(new Begin(
                Coordinator.create(settings, campaign, store, listener, replay, clock, Term.ALONE),
                workers.behavior(
                        workers.capabilities("this machine", List.of()),
                        new Reception.SameSystem(),
                        Permits.ALL,
                        new LocalTargets())));
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

    /** Ends the page and the actors, and with the worker its children; harmless when done before. */
    @Override
    public void close() {
        if (page != null) {
            page.close();
            page = null;
        }
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

    private static Behavior<Order> idle(CompletableFuture<CampaignEnd> end) {
        return Behaviors.receive(Order.class)
                .onMessage(Begin.class, begin -> sitting(begin, end))
                .build();
    }

    private static Behavior<Order> sitting(Begin begin, CompletableFuture<CampaignEnd> end) {
        return Behaviors.setup(context -> {
            ActorRef<Coordinator.Command> coordinator = context.spawn(begin.coordinator(), "coordinator");
            context.watch(coordinator);
            context.watch(context.spawn(begin.worker(), "worker"));
            return Behaviors.receive(Order.class)
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
}
