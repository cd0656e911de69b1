package dev.vigil.cli.node;

import java.util.Optional;

/** What lies below the faults that actors wrap others in. */
final class Causes {
    private Causes() {}

    /** The first of this kind, the fault itself included. */
    static <T extends Throwable> Optional<T> first(Throwable fault, Class<T> kind) {
        for (Optional<Throwable> t = Optional.of(fault); t.isPresent(); t = t.map(Throwable::getCause)) {
            if (kind.isInstance(t.get())) {
                return t.map(kind::cast);
            }
        }
        return Optional.empty();
    }
}
