package dev.vigil.workers;

import java.util.List;

/** Where a worker looks for the coordinator. */
public sealed interface Reception {
    /** In its own actor system, by its service name; the worker leaves when that coordinator's campaign is over. */
    record SameSystem() implements Reception {}

    /**
     * On other nodes, each of which has a door that knows who leads. The worker stays whoever comes and goes.
     *
     * @param doors addresses as the actor system writes them
     */
    record Doors(List<String> doors) implements Reception {
        public Doors {
            doors = List.copyOf(doors);
            if (doors.isEmpty()) {
                throw new IllegalArgumentException("a worker needs a node to turn to");
            }
        }
    }
}
