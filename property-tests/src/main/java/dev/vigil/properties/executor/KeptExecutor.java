package dev.vigil.properties.executor;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the executor that a client left in good order, with what is known of the cases that it ran, until another client
 * wants one like it: starting one costs more than a thousand small cases. One at most. One thread.
 */
public final class KeptExecutor {
    private @Nullable Kept kept;

    private record Kept(Target target, Session session, Journal journal) {}

    /** A session and its journal, handed over. */
    record Taken(Session session, Journal journal) {}

    void keep(Target target, Session session, Journal journal) throws InterruptedException {
        drop();
        kept = new Kept(target, session, journal);
    }

    /**
     * The kept one if it serves; one that does not is ended, for whoever asks starts another.
     *
     * @param casesMax an executor that ran so many is too old
     */
    Optional<Taken> take(Target target, ProcessSettings settings, long casesMax) throws InterruptedException {
        Kept found = kept;
        if (found == null) {
            return Optional.empty();
        }
        if (!found.target().equals(target)
                || !found.session().settings().sameProcess(settings)
                || found.session().cases() >= casesMax
                || found.session().gone()) {
            drop();
            return Optional.empty();
        }
        kept = null;
        return Optional.of(new Taken(found.session(), found.journal()));
    }

    /** Ends what is kept. */
    public void drop() throws InterruptedException {
        Kept found = kept;
        kept = null;
        if (found != null) {
            found.session().stop();
        }
    }
}
