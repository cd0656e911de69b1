package dev.vigil.workers.target;

import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** Asks depots. Thread-safe; blocks, so no actor may call it. */
final class DepotClient {
    /** What is said of a target when there is nobody to ask. */
    static final String NOBODY = "no coordinator in reach hands it out";

    private static final long SLICE_MS = 200;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ActorSystem<?> system;
    private final DepotPlaces places;
    private final ActorRefResolver resolver;
    private final Patience patience;

    /** An answer and who gave it; none when it did not come in time. */
    record Answered(ActorRef<ToDepot> by, @Nullable FromDepot answer) {}

    DepotClient(ActorSystem<?> system, DepotPlaces places, Patience patience) {
        this.system = system;
        this.places = places;
        this.resolver = ActorRefResolver.get(system);
        this.patience = patience;
    }

    /**
     * What belongs to a target, with no problem in it.
     *
     * @param waiting run about five times a second
     * @throws TargetException when no depot says so in time, or one sends what cannot be trusted
     */
    TargetManifest manifest(String sha256, Runnable waiting) throws TargetException, InterruptedException {
        Waiting limits = limits();
        while (true) {
            Answered first = first(to -> new ToDepot.ManifestOf(to, sha256), waiting);
            if (first != null && first.answer() instanceof FromDepot.Manifest found) {
                return checked(found.manifest(), sha256);
            }
            limits.check(first == null ? null : first.answer());
            pause(waiting);
        }
    }

    /** The same, asked once; null when nobody says anything of use. */
    @Nullable
    TargetManifest manifestNow(String sha256, Runnable waiting) throws TargetException, InterruptedException {
        Answered first = first(to -> new ToDepot.ManifestOf(to, sha256), waiting);
        return first != null && first.answer() instanceof FromDepot.Manifest found
                ? checked(found.manifest(), sha256)
                : null;
    }

    private static TargetManifest checked(TargetManifest manifest, String sha256) throws TargetException {
        String problem = manifest.problem();
        if (problem.isEmpty() && !manifest.sha256().equals(sha256)) {
            problem = "it is that of another library";
        }
        if (!problem.isEmpty()) {
            throw new TargetException("the coordinator sent a list of files that is refused: " + problem);
        }
        return manifest;
    }

    /**
     * Asks all depots at once and takes the first answer that is of use, or else a refusal, which is final only when it
     * is that of all. Null when there is no answer.
     *
     * @param waiting run about five times a second
     */
    @Nullable
    Answered first(Function<String, ToDepot> question, Runnable waiting) throws InterruptedException {
        List<ActorRef<ToDepot>> depots = places.depots();
        BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
        for (ActorRef<ToDepot> depot : depots) {
            var unused =
                    ask(depot, question).whenComplete((answer, failure) -> answers.add(new Answered(depot, answer)));
        }
        Answered refused = null;
        boolean hope = false;
        for (int open = depots.size(); open > 0; ) {
            Answered next = answers.poll(SLICE_MS, TimeUnit.MILLISECONDS);
            if (next == null) {
                waiting.run();
                continue;
            }
            open--;
            if (next.answer() instanceof FromDepot.Refused no) {
                refused = next;
                hope |= no.later();
            } else if (next.answer() == null) {
                hope = true;
            } else {
                return next;
            }
        }
        return refused != null && hope && refused.answer() instanceof FromDepot.Refused no
                ? new Answered(refused.by(), new FromDepot.Refused(no.reason(), true))
                : refused;
    }

    CompletableFuture<FromDepot> ask(ActorRef<ToDepot> depot, Function<String, ToDepot> question) {
        return AskPattern.<ToDepot, FromDepot>ask(
                        depot,
                        to -> question.apply(resolver.toSerializationFormat(to)),
                        patience.answer(),
                        system.scheduler())
                .toCompletableFuture();
    }

    /**
     * The answer, or null when it does not come in time or its depot has gone.
     *
     * @param waiting run about five times a second
     */
    @Nullable
    FromDepot await(ActorRef<ToDepot> depot, CompletableFuture<FromDepot> answer, Runnable waiting)
            throws InterruptedException {
        long looked = System.nanoTime();
        while (true) {
            try {
                return answer.get(SLICE_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                waiting.run();
            } catch (ExecutionException e) {
                return null;
            }
            if (System.nanoTime() - looked > LOOK_NANOS) {
                looked = System.nanoTime();
                if (!places.depots().contains(depot)) {
                    return null;
                }
            }
        }
    }

    /** Waits until it is worth trying again. */
    void pause(Runnable waiting) throws InterruptedException {
        waiting.run();
        Thread.sleep(patience.pause().toMillis());
    }

    Waiting limits() {
        return new Waiting(patience);
    }

    /** How long something has been waited for already. */
    static final class Waiting {
        private final Patience patience;
        private long came = System.nanoTime();
        private long heard = came;
        private String last = NOBODY;

        private Waiting(Patience patience) {
            this.patience = patience;
        }

        /** Something of use came. */
        void came() {
            came = System.nanoTime();
            heard = came;
        }

        /**
         * Nothing of use came.
         *
         * @param answer null when there was none
         * @throws TargetException when it makes no sense to wait on
         */
        void check(@Nullable FromDepot answer) throws TargetException {
            long now = System.nanoTime();
            if (answer instanceof FromDepot.Refused no) {
                heard = now;
                last = no.reason();
                if (!no.later()) {
                    throw new TargetException(last);
                }
            }
            if (now - heard > patience.silence().toNanos()
                    || now - came > patience.busy().toNanos()) {
                throw new TargetException(last);
            }
        }
    }
}
