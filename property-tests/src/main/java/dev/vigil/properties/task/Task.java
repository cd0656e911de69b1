package dev.vigil.properties.task;

import dev.vigil.model.call.Case;
import java.util.List;
import java.util.Objects;

/**
 * One structure with many fills: variants {@code first} to {@code first + count - 1} of a case.
 *
 * @param id unique within the executor's life and its lane host's
 * @param oracles names of those to ask; never empty
 * @param factsWanted whether the facts of the first variant's base run are answered even when all oracles hold
 */
public record Task(
        long id, Case call, Intent intent, long first, int count, List<String> oracles, boolean factsWanted) {
    public Task {
        Objects.requireNonNull(call);
        oracles = List.copyOf(oracles);
        if (count < 1 || first < 0 || oracles.isEmpty()) {
            throw new IllegalArgumentException("a task needs a variant and an oracle");
        }
    }

    /** The same for other oracles. */
    public Task asking(List<String> others) {
        return new Task(id, call, intent, first, count, others, factsWanted);
    }

    public Task range(long from, int variants) {
        return new Task(id, call, intent, from, variants, oracles, factsWanted);
    }
}
