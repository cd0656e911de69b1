package dev.vigil.cli.node;

import dev.vigil.store.StoreFault;

/** The store cannot be reached for now; whoever works on it begins again. */
final class PassingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PassingFault(StoreFault cause) {
        super(cause.getMessage(), cause);
    }
}
