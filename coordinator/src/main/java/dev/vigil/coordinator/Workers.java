package dev.vigil.coordinator;

import dev.vigil.model.wire.ToWorker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** Speaks to workers by their addresses, and watches each one from its first word on. One thread. */
final class Workers implements WorkerPost {
    private final ActorRefResolver resolver;
    private final Consumer<ActorRef<ToWorker>> watch;
    private final Map<String, ActorRef<ToWorker>> known = new HashMap<>();

    Workers(ActorRefResolver resolver, Consumer<ActorRef<ToWorker>> watch) {
        this.resolver = resolver;
        this.watch = watch;
    }

    @Override
    public void tell(String worker, ToWorker message) {
        known.computeIfAbsent(worker, address -> {
                    ActorRef<ToWorker> ref = resolver.resolveActorRef(address);
                    watch.accept(ref);
                    return ref;
                })
                .tell(message);
    }

    @Override
    public void forget(String worker) {
        known.remove(worker);
    }

    @Override
    public void tellAll(ToWorker message) {
        known.values().forEach(ref -> ref.tell(message));
    }
}
