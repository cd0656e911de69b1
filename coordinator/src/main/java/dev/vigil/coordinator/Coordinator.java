package dev.vigil.coordinator;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.dispatch.Dispatchers;

/**
 * The actor in front of a campaign: hears workers and the clock, and lets {@link Desk} act. Its work on the store
 * blocks, so it runs on Pekko's dispatcher for that, never on the default one.
 */
public final class Coordinator extends AbstractBehavior<Coordinator.Command> {
    /** Where workers of the same system find it. */
    public static final ServiceKey<ToCoordinator> KEY = ServiceKey.create(ToCoordinator.class, "vigil-coordinator");

    private static final Duration TICK = Duration.ofMillis(250);

    /** What it is told by others than workers, and by itself. */
    public sealed interface Command {}

    /** Ends this sitting within a second; what was accepted stays, and the campaign can be resumed. */
    public record Stop() implements Command {}

    /** What a worker said to somebody who leads to this one. */
    public record FromWorker(ToCoordinator message) implements Command {}

    private record WorkerLost(String worker) implements Command {}

    private record Tick() implements Command {}

    /** What was heard is to be acted upon; it comes behind all that waited when the first of that was heard. */
    private record Act() implements Command {}

    /** Messages that the desk acts upon in one transaction of the store. */
    private static final int TOGETHER_MAX = 200;

    /**
     * Messages that may wait for the desk. A thousand workers send some thousand a second, and the desk waits for its store
     * for seconds at most. What finds no room is lost as on a wire, and said again or missed like that.
     */
    private static final int WAITING_MAX = 50_000;

    private static final int NAME_MAX = 500;

    private final List<ToCoordinator> heard = new ArrayList<>();
    private final Desk desk;
    private final Workers workers;
    private final boolean remote;
    private final ActorRef<ToCoordinator> ears;
    private final ToWorker.Here here;

    private Coordinator(ActorContext<Command> context, Desk desk, Workers workers, boolean remote, long epoch) {
        super(context);
        this.desk = desk;
        this.workers = workers;
        this.remote = remote;
        this.ears = context.spawn(ears(context.getSelf()), "ears");
        this.here = new ToWorker.Here(ActorRefResolver.get(context.getSystem()).toSerializationFormat(ears), epoch);
    }

    /**
     * A coordinator of one campaign. It registers itself under {@link #KEY}, ends when the campaign does, and tells
     * workers that it knows to drain.
     *
     * @param campaign new or to be resumed, from the store
     * @param listener told on the coordinator's thread
     * @param replay makes the command that replays a finding from its id
     * @param clock the one that the store was opened with
     * @param term tells this coordinator from earlier ones
     */
    public static Behavior<Command> create(
            CoordinatorSettings settings,
            Campaign campaign,
            Store store,
            CampaignListener listener,
            UnaryOperator<String> replay,
            InstantSource clock,
            Term term) {
        return Behaviors.setup(outer -> {
            ActorRef<Command> inner = outer.spawn(
                    desk(settings, campaign, store, listener, replay, clock, term),
                    "desk",
                    MailboxSelector.bounded(WAITING_MAX)
                            .withDispatcherFromConfig(Dispatchers.DefaultBlockingDispatcherId()));
            outer.watch(inner);
            return Behaviors.receive(Command.class)
                    .onAnyMessage(message -> {
                        inner.tell(message);
                        return Behaviors.same();
                    })
                    .onSignal(ChildFailed.class, failed -> {
                        // Whoever watches this actor is to hear why, and a stop tells no reason.
                        throw new IllegalStateException("the campaign's desk failed", failed.getCause());
                    })
                    .onSignal(Terminated.class, signal -> Behaviors.stopped())
                    .build();
        });
    }

    private static Behavior<Command> desk(
            CoordinatorSettings settings,
            Campaign campaign,
            Store store,
            CampaignListener listener,
            UnaryOperator<String> replay,
            InstantSource clock,
            Term term) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
            boolean remote = settings.silence() != null;
            // Those on other nodes come and go without a word, and may come back: they are held by their own words.
            Workers workers = new Workers(resolver, ref -> {
                if (!remote) {
                    context.watchWith(ref, new WorkerLost(resolver.toSerializationFormat(ref)));
                }
            });
            Desk desk = new Desk(settings, campaign, store, listener, replay, clock, workers, term);
            return new Coordinator(context, desk, workers, remote, term.epoch()).begin(timers);
        }));
    }

    private Behavior<Command> begin(TimerScheduler<Command> timers) {
        ActorContext<Command> context = getContext();
        if (!remote) {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, ears));
        }
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        return desk.begin() ? this : Behaviors.stopped();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromWorker.class, m -> after(hear(m.message())))
                .onMessage(Act.class, m -> after(act()))
                .onMessage(WorkerLost.class, m -> after(act() && desk.workerLost(m.worker())))
                .onMessage(Tick.class, m -> after(act() && desk.tick()))
                .onMessage(Stop.class, m -> after(act() && desk.stop()))
                .build();
    }

    /** What workers speak to. It looks at what comes, for a node may send anything that has a serializer. */
    private static Behavior<ToCoordinator> ears(ActorRef<Command> desk) {
        return Behaviors.receive(ToCoordinator.class)
                .onMessage(ToCoordinator.class, Coordinator::fitsTheStore, message -> {
                    desk.tell(new FromWorker(message));
                    return Behaviors.same();
                })
                .build();
    }

    /** Names that a column has room for and PostgreSQL takes: one that it refuses would end the transaction of others. */
    private static boolean fitsTheStore(ToCoordinator message) {
        String unit = message instanceof ToCoordinator.Progress m
                ? m.unit()
                : message instanceof ToCoordinator.GaveUp m
                        ? m.unit()
                        : message instanceof ToCoordinator.Finished m
                                ? m.result().unit()
                                : "";
        return fits(message.worker()) && fits(unit);
    }

    private static boolean fits(String name) {
        return name.length() <= NAME_MAX && name.indexOf(0) < 0;
    }

    private boolean hear(ToCoordinator message) {
        if (remote && (message instanceof ToCoordinator.Seeking || message instanceof ToCoordinator.Ready)) {
            workers.tell(message.worker(), here);
        }
        if (message instanceof ToCoordinator.Seeking) {
            return true;
        }
        heard.add(message);
        if (heard.size() == 1) {
            getContext().getSelf().tell(new Act());
        }
        return heard.size() < TOGETHER_MAX || act();
    }

    private boolean act() {
        if (heard.isEmpty()) {
            return true;
        }
        List<ToCoordinator> together = List.copyOf(heard);
        heard.clear();
        return desk.hear(together);
    }

    private Behavior<Command> after(boolean goesOn) {
        return goesOn ? this : Behaviors.stopped();
    }
}
