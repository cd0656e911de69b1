package dev.vigil.store;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be used: damaged, locked by another process, out of space, not reachable, or of a newer version. The
 * message is one line for a person, with what to do; nothing that was accepted before is lost by it.
 */
public sealed class StoreFault extends RuntimeException permits Deposed {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    public StoreFault(String message) {
        super(message);
        this.passing = false;
    }

    public StoreFault(String message, Throwable cause) {
        super(message, cause);
        this.passing = false;
    }

    private StoreFault(String message, @Nullable Throwable cause, boolean passing) {
        super(message, cause);
        this.passing = passing;
    }

    static StoreFault passing(String message, @Nullable Throwable cause) {
        return new StoreFault(message, cause, true);
    }

    /**
     * Whether the same call may succeed later: the server is away or starts, its answer was lost, others were in the
     * way, or too many wait. The call may have been committed all the same; each says in its Javadoc what repeating
     * it does, and the next call opens a new connection where one was lost.
     */
    public final boolean passing() {
        return passing;
    }
}
