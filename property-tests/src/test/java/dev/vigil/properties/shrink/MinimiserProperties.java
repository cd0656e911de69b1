package dev.vigil.properties.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.reduce.Budget;
import dev.vigil.model.reduce.Minimiser;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Of a list in which some elements together bring a fault about, exactly these are left, in their order. */
final class MinimiserProperties {
    private static List<Integer> list(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    @Property(tries = 300)
    void exactlyTheCulpritsAreLeft(
            @ForAll @IntRange(min = 1, max = 255) int size,
            @ForAll @Size(min = 1, max = 5) Set<@IntRange(min = 0, max = 254) Integer> drawn)
            throws Exception {
        TreeSet<Integer> culprits = new TreeSet<>();
        drawn.forEach(c -> culprits.add(c % size));
        List<Integer> left =
                Minimiser.minimise(list(size), l -> l.containsAll(culprits), new Budget(Integer.MAX_VALUE, () -> true));
        assertEquals(List.copyOf(culprits), left);
    }

    @Property(tries = 100)
    void oneCulpritIsFoundInFewTries(@ForAll @IntRange(min = 0, max = 254) int culprit) throws Exception {
        List<Integer> left = Minimiser.minimise(list(255), l -> l.contains(culprit), new Budget(2 * 8, () -> true));
        assertEquals(List.of(culprit), left);
    }

    @Property(tries = 100)
    void whatIsLeftWhenTheBudgetIsSpentStillShowsTheFault(
            @ForAll @IntRange(min = 0, max = 40) int tries,
            @ForAll @Size(min = 2, max = 4) Set<@IntRange(min = 0, max = 99) Integer> culprits)
            throws Exception {
        int[] tried = {0};
        List<Integer> left = Minimiser.minimise(
                list(100),
                l -> {
                    tried[0]++;
                    return l.containsAll(culprits);
                },
                new Budget(tries, () -> true));
        assertTrue(left.containsAll(culprits));
        assertTrue(tried[0] <= tries);
    }
}
