package dev.vigil.probes.watch;

import java.util.function.Function;

/**
 * Locks that are taken to be one.
 *
 * @param kind mutex, rwlock, guard or once
 * @param variable whether the place is the lock itself, a variable of a module, rather than where such locks were first taken
 */
public record LockClass(String kind, boolean variable, Place place) {
    /** The same in every process. */
    public String id() {
        return kind + (variable ? " " : " @") + place.id();
    }

    /** As people read it, with whatever name its place has. */
    public String text(Function<Place, String> names) {
        return kind + (variable ? " " : " first taken at ") + names.apply(place);
    }

    @Override
    public String toString() {
        return text(Place::toString);
    }
}
