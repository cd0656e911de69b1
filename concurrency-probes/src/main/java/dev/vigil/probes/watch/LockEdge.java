package dev.vigil.probes.watch;

import dev.vigil.model.call.Seeds;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * That threads of one process which held one lock went for another.
 *
 * @param process which of the processes that are judged together; equal numbers, equal process
 * @param fromAlone whether the lock was held alone, not shared with other readers
 * @param toAlone whether the other was wanted alone
 * @param fromLock address of the lock that was held when this was first seen, and {@code toLock} of the other
 * @param concurrent whether there ever was a second thread meanwhile
 * @param actors who did it; at least one, at most as many as the library keeps
 * @param guards what was held beside
 * @param held where the first was taken, innermost first
 * @param wanted where the second was wanted
 */
public record LockEdge(
        int process,
        LockClass from,
        LockClass to,
        boolean fromAlone,
        boolean toAlone,
        long fromLock,
        long toLock,
        boolean concurrent,
        List<Actor> actors,
        List<Guard> guards,
        List<Place> held,
        List<Place> wanted) {

    public LockEdge {
        actors = List.copyOf(actors);
        guards = List.copyOf(guards);
        held = List.copyOf(held);
        wanted = List.copyOf(wanted);
    }

    /**
     * What tells orders apart whatever the process: the locks, how they are taken, what guards them, and by threads of which
     * origin. The same in every process with these builds.
     */
    public String kind() {
        Stream<String> by = actors.stream().map(actor -> actor.origin() + (actor.originsMost() > 1 ? "*" : ""));
        Stream<String> under = guards.stream().map(guard -> guard.lockClass().id() + mode(guard.alone()));
        String text = from.id() + mode(fromAlone) + " > " + to.id() + mode(toAlone) + " under " + joined(under) + " by "
                + joined(by);
        return Long.toHexString(Seeds.mix(0, text));
    }

    private static String mode(boolean alone) {
        return alone ? "" : " shared";
    }

    private static String joined(Stream<String> parts) {
        return parts.sorted().distinct().collect(Collectors.joining(", "));
    }

    /** The same, for whoever knows its stacks otherwise. */
    public LockEdge withoutStacks() {
        return new LockEdge(
                process,
                from,
                to,
                fromAlone,
                toAlone,
                fromLock,
                toLock,
                concurrent,
                actors,
                guards,
                List.of(),
                List.of());
    }

    /** The same, as if another process had done it; no two that are judged together share a number. */
    public LockEdge of(int otherProcess) {
        return new LockEdge(
                otherProcess, from, to, fromAlone, toAlone, fromLock, toLock, concurrent, actors, guards, held, wanted);
    }

    /**
     * Whether creations and joins of threads put in order all that the threads of these two, of one process, did, so that they
     * were never there at one time.
     */
    boolean apart(LockEdge other) {
        boolean ordered = false;
        for (Actor one : actors) {
            for (Actor also : other.actors) {
                if (one.number() != also.number() && !one.ordered(also)) {
                    return false;
                }
                ordered |= one.number() != also.number();
            }
        }
        return ordered;
    }

    /**
     * A thread, with the ticks of its process's count of creations and joins.
     *
     * @param number in the order of creation, from 1
     * @param origin the id of the place that created it; empty for the first thread
     * @param originsMost how many threads of that origin lived at one time at most
     * @param first the tick when it did this first, and {@code last} when last
     * @param created the tick when {@code creator} made it; 0 for the first thread
     * @param joined the tick when {@code joiner} had waited for its end; 0 for never
     */
    public record Actor(
            int number,
            String origin,
            int originsMost,
            int first,
            int last,
            int creator,
            int created,
            int joiner,
            int joined) {

        /** Whether this and another of the same process are apart for certain: what one did came before the other. */
        boolean ordered(Actor other) {
            return before(other) || other.before(this);
        }

        private boolean before(Actor later) {
            boolean beforeCreation = later.created > 0 && later.creator == number && last < later.created;
            boolean afterJoin = joined > 0 && joiner == later.number && later.first >= joined;
            boolean joinThenCreation = joined > 0 && joiner == later.creator && joined < later.created;
            return beforeCreation || afterJoin || joinThenCreation;
        }
    }

    /** A lock that was held beside the two. */
    public record Guard(LockClass lockClass, boolean alone, long lock) {}
}
