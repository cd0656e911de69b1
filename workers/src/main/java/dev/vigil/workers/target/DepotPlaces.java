package dev.vigil.workers.target;

import dev.vigil.model.wire.ToDepot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Where there may be depots now, in a fixed order. Asked on threads of slots, which it may block for some seconds. */
public interface DepotPlaces {
    /** What a depot is called among those that share a receptionist. */
    ServiceKey<ToDepot> DEPOT = ServiceKey.create(ToDepot.class, "vigil-depot");

    List<ActorRef<ToDepot>> depots() throws InterruptedException;

    /** All that the receptionist of this system, and of its cluster, knows and can reach. */
    static DepotPlaces named(ActorSystem<?> system) {
        return () -> {
            CompletableFuture<Receptionist.Listing> listing =
                    AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                                    system.receptionist(),
                                    to -> Receptionist.find(DEPOT, to),
                                    Duration.ofSeconds(3),
                                    system.scheduler())
                            .toCompletableFuture();
            try {
                return listing.get().getServiceInstances(DEPOT).stream()
                        .sorted()
                        .toList();
            } catch (ExecutionException e) {
                // A receptionist that does not answer knows of none.
                return List.of();
            }
        };
    }

    /**
     * On known nodes, whether they are up or not.
     *
     * @param addresses of depots, as the actor system writes them
     */
    static DepotPlaces at(ActorSystem<?> system, List<String> addresses) {
        ActorRefResolver resolver = ActorRefResolver.get(system);
        List<ActorRef<ToDepot>> depots =
                addresses.stream().map(resolver::<ToDepot>resolveActorRef).toList();
        return () -> depots;
    }
}
