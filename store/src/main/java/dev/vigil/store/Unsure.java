package dev.vigil.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What calls of one handle would have answered, had the answer to their commit not been lost. Whoever repeats such a call
 * looks here for what the first one did. Thread-safe; the oldest are forgotten when there are too many.
 */
final class Unsure<T> {
    private static final int COUNT_MAX = 1_000;

    private final List<T> all = new ArrayList<>();

    synchronized void add(List<T> more) {
        all.addAll(more);
        if (all.size() > COUNT_MAX) {
            all.subList(0, all.size() - COUNT_MAX).clear();
        }
    }

    synchronized List<T> take(Predicate<T> wanted) {
        List<T> taken = new ArrayList<>();
        for (Iterator<T> i = all.iterator(); i.hasNext(); ) {
            T one = i.next();
            if (wanted.test(one)) {
                taken.add(one);
                i.remove();
            }
        }
        return taken;
    }
}
