package dev.vigil.bench.cluster;

import dev.vigil.model.unit.Lease;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The reference: leases go out and results come back as fast as Pekko carries them; nobody plans, writes or looks. */
final class Bare {
    private Bare() {}

    /** Keeps so many leases out at each worker that knocks. */
    static Behavior<ToCoordinator> coordinator(Lease lease, int each, LongAdder answered) {
        return Behaviors.setup(context -> {
            ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
            Map<String, ActorRef<ToWorker>> workers = new HashMap<>();
            String own = resolver.toSerializationFormat(context.getSelf());
            ToWorker.Leased leased = new ToWorker.Leased(lease, NoOps.TARGET, null);
            return Behaviors.receive(ToCoordinator.class)
                    .onMessage(ToCoordinator.Seeking.class, seeking -> {
                        ActorRef<ToWorker> worker = resolver.resolveActorRef(seeking.worker());
                        if (workers.put(seeking.worker(), worker) == null) {
                            worker.tell(new ToWorker.Here(own, 1));
                            for (int i = 0; i < each; i++) {
                                worker.tell(leased);
                            }
                        }
                        return Behaviors.same();
                    })
                    .onMessage(ToCoordinator.Finished.class, finished -> {
                        answered.increment();
                        ActorRef<ToWorker> worker = workers.get(finished.worker());
                        if (worker != null) {
                            worker.tell(leased);
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    static Behavior<ToWorker> worker(String door) {
        return Behaviors.setup(context -> {
            ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
            String own = resolver.toSerializationFormat(context.getSelf());
            ActorRef<ToCoordinator> there = resolver.resolveActorRef(door);
            there.tell(new ToCoordinator.Seeking(own));
            return Behaviors.receive(ToWorker.class)
                    .onMessage(ToWorker.Leased.class, leased -> {
                        Lease lease = leased.lease();
                        there.tell(new ToCoordinator.Finished(own, lease.attempt(), NoOps.result(lease.unit())));
                        return Behaviors.same();
                    })
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }
}
