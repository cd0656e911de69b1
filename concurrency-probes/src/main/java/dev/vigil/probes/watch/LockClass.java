package dev.vigil.probes.watch;

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

    @Override
    public String toString() {
        return variable ? kind + " " + place : kind + " first taken at " + place;
    }
}
