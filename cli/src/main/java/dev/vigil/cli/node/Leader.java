package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.Coordinator;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.coordinator.Term;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.store.Deposed;
import dev.vigil.store.Store;
import dev.vigil.store.StoreFault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The one coordinator of a cluster: takes the lead in the store, goes on with the campaign that is there or begins one,
 * and concludes it. Knows nothing that the store does not, so that a store that went away for a while, or another node,
 * costs a restart of this actor and no more. Blocks on the store.
 */
final class Leader extends AbstractBehavior<Leader.Command> {
    /** Of a leader that lives; one whose count of beats stands still for {@link #QUIET} is gone. */
    private static final Duration BEAT = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofSeconds(7);

    /** What there is to lead: all campaigns of a store, one after the other. */
    private static final String LEAD = "coordinator";

    sealed interface Command {}

    private record FromWorker(ToCoordinator message) implements Command {}

    private record Beat() implements Command {}

    private record Try() implements Command {}

    private record Over(CampaignEnd end) implements Command {}

    private final Candidacy candidacy;
    private final TimerScheduler<Command> timers;
    private final InstantSource clock = new SteadyClock();
    private final Store store;
    private final long beatsSeen;
    private long epoch;
    private @Nullable Campaign campaign;
    private @Nullable ActorRef<Coordinator.Command> coordinator;

    private Leader(ActorContext<Command> context, Candidacy candidacy, TimerScheduler<Command> timers) throws BadInput {
        super(context);
        this.candidacy = candidacy;
        this.timers = timers;
        this.store = candidacy.open(clock);
        this.beatsSeen = store.leadership().beats(LEAD);
        if (beatsSeen == 0 || candidacy.alone()) {
            context.getSelf().tell(new Try());
        } else {
            timers.startSingleTimer(new Try(), QUIET);
        }
    }

    /** What a cluster singleton is made of: workers' questions go to it, everything else stays within. */
    static Behavior<ToCoordinator> singleton(Candidacy candidacy) {
        return Behaviors.setup(outer -> {
            Behavior<Command> leading = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                try {
                    return new Leader(context, candidacy, timers);
                } catch (StoreFault fault) {
                    throw candidacy.failed(fault);
                } catch (BadInput e) {
                    candidacy.refused(e);
                    return Behaviors.stopped();
                }
            }));
            ActorRef<Command> inner = outer.spawn(
                    Behaviors.supervise(leading)
                            .onFailure(
                                    PassingFault.class,
                                    SupervisorStrategy.restartWithBackoff(
                                                    Duration.ofMillis(500), Duration.ofSeconds(4), 0.1)
                                            .withLoggingEnabled(false)),
                    "lead",
                    DispatcherSelector.blocking());
            outer.watch(inner);
            return Behaviors.receive(ToCoordinator.class)
                    .onMessage(ToCoordinator.Seeking.class, seeking -> {
                        inner.tell(new FromWorker(seeking));
                        return Behaviors.same();
                    })
                    .onSignal(ChildFailed.class, failed -> {
                        candidacy.crashed(failed.getCause());
                        return Behaviors.stopped();
                    })
                    .onSignal(Terminated.class, signal -> Behaviors.stopped())
                    .build();
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromWorker.class, this::onFromWorker)
                .onMessage(Try.class, t -> guarded(this::take))
                .onMessage(Beat.class, beat -> guarded(() -> store.leadership().beat(LEAD)))
                .onMessage(Over.class, over -> guarded(() -> over(over.end())))
                .onSignal(
                        ChildFailed.class,
                        failed -> guarded(() -> {
                            Optional<StoreFault> fault = Causes.first(failed.getCause(), StoreFault.class);
                            if (fault.isPresent()) {
                                throw fault.get();
                            }
                            candidacy.crashed(failed.getCause());
                        }))
                .onSignal(Terminated.class, signal -> this)
                .onSignal(PreRestart.class, signal -> closed())
                .onSignal(PostStop.class, signal -> closed())
                .build();
    }

    private Behavior<Command> onFromWorker(FromWorker from) {
        ActorRef<Coordinator.Command> there = coordinator;
        if (there != null) {
            there.tell(new Coordinator.FromWorker(from.message()));
        }
        return this;
    }

    private interface Step {
        void run() throws BadInput;
    }

    private Behavior<Command> guarded(Step step) {
        try {
            step.run();
        } catch (Deposed fault) {
            candidacy.deposed(fault);
        } catch (StoreFault fault) {
            throw candidacy.failed(fault);
        } catch (BadInput e) {
            candidacy.refused(e);
        }
        return this;
    }

    /** Nobody is put out who still writes: a count of beats that moved since is a leader that the cluster cannot see. */
    private void take() throws BadInput {
        long beats = store.leadership().beats(LEAD);
        if (beats != beatsSeen && !candidacy.alone()) {
            candidacy.anotherLeads();
            return;
        }
        epoch = store.leadership().take(LEAD);
        getContext().getLog().info("{} takes the lead, epoch {}", candidacy.name(), epoch);
        timers.startTimerWithFixedDelay(new Beat(), BEAT);
        begin();
    }

    private void begin() throws BadInput {
        Optional<Campaign> next = Beating.during(
                () -> candidacy.order().next(store), () -> store.leadership().beat(LEAD), BEAT);
        if (next.isEmpty()) {
            if (campaign == null) {
                store.campaigns().latest().ifPresent(over -> candidacy.concludeLate(over, store));
            }
            candidacy.done();
            return;
        }
        campaign = next.get();
        ActorContext<Command> context = getContext();
        ActorRef<Command> self = context.getSelf();
        CampaignListener listener = candidacy.listener(campaign, store, clock, end -> self.tell(new Over(end)));
        coordinator = context.spawnAnonymous(Coordinator.create(
                CoordinatorSettings.CLUSTER,
                next.get(),
                store,
                listener,
                candidacy::replay,
                clock,
                new Term(epoch, candidacy.warrant(next.get(), clock))));
        context.watch(coordinator);
    }

    private void over(CampaignEnd end) throws BadInput {
        coordinator = null;
        candidacy.conclude(end, Objects.requireNonNull(campaign), store);
        if (candidacy.order().repeats() && end.kind() == CampaignEnd.Kind.FINISHED) {
            begin();
        } else {
            candidacy.done();
        }
    }

    private Behavior<Command> closed() {
        try {
            store.close();
        } catch (StoreFault fault) {
            getContext().getLog().info("the store did not close: {}", fault.getMessage());
        }
        return this;
    }
}
