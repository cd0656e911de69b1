package dev.vigil.workers;

import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.wire.Wire;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.slot.UnitEnd;
import dev.vigil.workers.slot.UnitRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Takes leases from whichever coordinator leads and has its slots run them. A new one is taken up without a word; what
 * was not yet accepted goes to it again.
 */
public final class Worker extends AbstractBehavior<Worker.Command> {
    public static final ServiceKey<ToCoordinator> COORDINATOR =
            ServiceKey.create(ToCoordinator.class, "vigil-coordinator");

    /** How often a free slot is offered, and a silent unit's lease prolonged. */
    static final Duration TICK = Duration.ofSeconds(2);

    /** A coordinator that says nothing for this long is looked for anew. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    public interface Command {}

    /** Ends units without results, takes its leave of the coordinator, and stops. */
    public record Leave() implements Command {}

    /**
     * Takes no more units, and leaves when those that run have ended and their results were accepted.
     *
     * @param patience after which it leaves all the same
     */
    public record Drain(Duration patience) implements Command {}

    private record FromCoordinator(ToWorker message) implements Command {}

    private record Coordinators(Receptionist.Listing listing) implements Command {}

    private record Tick() implements Command {}

    private record Progressed(Lease lease, long cases, long crashes, String doing) implements Command {}

    private record Ended(Lease lease, UnitEnd end) implements Command {}

    /** Of a message, beside the result that it carries. */
    private static final int ENVELOPE_BYTES = 4096;

    /** What is larger than this may have more names and values than others read. */
    private static final int ALWAYS_READ_BYTES = 1 << 19;

    private final TimerScheduler<Command> timers;
    private final WorkerState state;
    private final SlotThreads slots;
    private final Capabilities capabilities;
    private final Permits permits;
    private final ActorRefResolver resolver;
    private final String address;
    private final List<ActorSelection> doors = new ArrayList<>();
    private List<ActorRef<ToCoordinator>> coordinators = List.of();
    private long epoch = Long.MIN_VALUE;
    private long heardNanos = System.nanoTime();

    private Worker(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            List<? extends UnitRunner> runners,
            Capabilities capabilities,
            Reception reception,
            Permits permits) {
        super(context);
        this.permits = permits;
        ActorRef<ToWorker> self = context.spawn(ears(context.getSelf()), "ears");
        this.timers = timers;
        this.capabilities = capabilities;
        this.resolver = ActorRefResolver.get(context.getSystem());
        this.address = resolver.toSerializationFormat(self);
        this.state = new WorkerState(runners.size());
        this.slots = new SlotThreads(runners);
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        if (reception instanceof Reception.Doors some) {
            // A node that took its leave and began anew at the same address is reached by selections alone at first.
            some.doors().forEach(door -> doors.add(Adapter.toClassic(context).actorSelection(door)));
            seek();
        } else {
            Receptionist.get(context.getSystem())
                    .ref()
                    .tell(Receptionist.subscribe(
                            COORDINATOR, context.messageAdapter(Receptionist.Listing.class, Coordinators::new)));
        }
    }

    /**
     * @param runners one for each slot; the worker closes them when it stops
     */
    public static Behavior<Command> create(
            List<? extends UnitRunner> runners, Capabilities capabilities, Reception reception, Permits permits) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Worker(context, timers, runners, capabilities, reception, permits)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromCoordinator.class, this::onFromCoordinator)
                .onMessage(Coordinators.class, this::onCoordinators)
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(Progressed.class, this::onProgressed)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(Leave.class, leave -> leave())
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    /** What coordinators speak to. It looks at what comes, for a node may send anything that has a serializer. */
    private static Behavior<ToWorker> ears(ActorRef<Command> worker) {
        return Behaviors.receive(ToWorker.class)
                .onMessage(ToWorker.class, message -> {
                    worker.tell(new FromCoordinator(message));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Command> onFromCoordinator(FromCoordinator from) {
        if (from.message() instanceof ToWorker.Here here) {
            onHere(here);
            return this;
        }
        heardNanos = System.nanoTime();
        if (from.message() instanceof ToWorker.Leased leased) {
            onLeased(leased);
        } else if (from.message() instanceof ToWorker.Accepted accepted) {
            state.accepted(accepted.unit(), accepted.attempt());
            offer();
            return leaveWhenDrained();
        } else if (from.message() instanceof ToWorker.Revoked revoked) {
            state.revoked(revoked.unit(), revoked.attempt());
            slots.cancel(revoked.unit(), revoked.attempt());
            offer();
            return leaveWhenDrained();
        } else if (from.message() instanceof ToWorker.Drain) {
            return onCampaignOver();
        }
        return this;
    }

    private Behavior<Command> onCampaignOver() {
        if (doors.isEmpty()) {
            return leave();
        }
        state.forget().forEach(lease -> slots.cancel(lease.unit().id(), lease.attempt()));
        return leaveWhenDrained();
    }

    private void onHere(ToWorker.Here here) {
        // Of one that was deposed; when nobody else says a word for long, a store with fewer epochs was brought back.
        if (here.epoch() < epoch && !silent()) {
            return;
        }
        heardNanos = System.nanoTime();
        ActorRef<ToCoordinator> leader = resolver.resolveActorRef(here.coordinator());
        if (coordinators.contains(leader)) {
            return;
        }
        getContext().getLog().info("coordinator {} leads, epoch {}", here.coordinator(), here.epoch());
        epoch = here.epoch();
        takeUp(List.of(leader));
    }

    private boolean silent() {
        return System.nanoTime() - heardNanos > SILENCE.toNanos();
    }

    private void seek() {
        doors.forEach(door -> door.tell(
                new ToCoordinator.Seeking(address),
                Adapter.toClassic(getContext().getSelf())));
    }

    private void onLeased(ToWorker.Leased leased) {
        Lease lease = leased.lease();
        Optional<String> refusal = permits.refusal(leased);
        if (refusal.isPresent()) {
            tell(new ToCoordinator.GaveUp(
                    address, lease.unit().id(), lease.attempt(), "refused: " + refusal.get(), false));
            return;
        }
        switch (state.leased(lease)) {
            case RUN ->
                slots.run(
                        leased,
                        (cases, crashes, doing) ->
                                getContext().getSelf().tell(new Progressed(lease, cases, crashes, doing)),
                        end -> getContext().getSelf().tell(new Ended(lease, end)));
            case KNOWN ->
                getContext().getLog().debug("unit {} came twice", lease.unit().id());
            case NO_SLOT ->
                tell(new ToCoordinator.GaveUp(
                        address, lease.unit().id(), lease.attempt(), "the worker had no free slot for it", false));
        }
    }

    private Behavior<Command> onCoordinators(Coordinators found) {
        takeUp(List.copyOf(found.listing().getServiceInstances(COORDINATOR)));
        return this;
    }

    private void takeUp(List<ActorRef<ToCoordinator>> leaders) {
        coordinators = leaders;
        offer();
        state.unconfirmed(address).forEach(this::tell);
    }

    private Behavior<Command> onTick() {
        if (silent() || coordinators.isEmpty()) {
            seek();
        }
        offer();
        state.due(System.nanoTime(), address).forEach(this::tell);
        return this;
    }

    private Behavior<Command> onDrain(Drain drain) {
        state.drain();
        timers.startSingleTimer(new Leave(), drain.patience());
        offer();
        return leaveWhenDrained();
    }

    private Behavior<Command> leaveWhenDrained() {
        return state.drained() ? leave() : this;
    }

    private Behavior<Command> onProgressed(Progressed seen) {
        state.progressed(seen.lease(), seen.cases(), seen.crashes(), seen.doing(), System.nanoTime(), address)
                .ifPresent(this::tell);
        return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
        if (ended.end() instanceof UnitEnd.Failed failed) {
            // Not worth a line on the terminal: the coordinator enters it in the books, and ends with it if it must.
            getContext()
                    .getLog()
                    .info("unit {} failed: {}", ended.lease().unit().id(), failed.fault());
        }
        state.ended(ended.lease(), carried(ended.end()), System.nanoTime(), address)
                .ifPresent(this::tell);
        offer();
        return leaveWhenDrained();
    }

    /** A result that no message to another node holds would be dropped on its way, again and again. */
    private UnitEnd carried(UnitEnd end) {
        if (doors.isEmpty() || !(end instanceof UnitEnd.Done done)) {
            return end;
        }
        byte[] bytes = Wire.encode(done.result());
        if (bytes.length > Wire.MESSAGE_BYTES_MAX - ENVELOPE_BYTES) {
            return UnitEnd.Failed.within(
                    "its result has " + bytes.length + " bytes, more than a message between nodes holds");
        }
        if (bytes.length > ALWAYS_READ_BYTES) {
            try {
                Wire.decodeForeign(bytes, UnitResult.class);
            } catch (IOException e) {
                return UnitEnd.Failed.within("its result would be refused by other nodes: " + e.getMessage());
            }
        }
        return end;
    }

    private Behavior<Command> leave() {
        tell(new ToCoordinator.Leaving(address));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        slots.close();
        return this;
    }

    private void offer() {
        tell(new ToCoordinator.Ready(address, state.free(), capabilities));
    }

    private void tell(ToCoordinator message) {
        coordinators.forEach(coordinator -> coordinator.tell(message));
    }
}
