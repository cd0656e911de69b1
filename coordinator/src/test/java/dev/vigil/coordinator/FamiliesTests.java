package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FamiliesTests {
    @Test
    void sharedPartOfANameMakesSiblings() {
        Families families = new Families(List.of("_one_alpha", "_two_alpha", "AlphaBeta", "gamma"));
        assertEquals(Map.of("_two_alpha", 1, "AlphaBeta", 1), families.siblings(List.of("_one_alpha")));
        assertEquals(
                Map.of("_one_alpha", 1, "_two_alpha", 1, "AlphaBeta", 2),
                families.siblings(List.of("_one_alpha", "_two_alpha")));
    }

    @Test
    void partThatManyBearSaysNothing() {
        List<String> names = new ArrayList<>();
        for (char c = 'a'; c <= 'z'; c++) {
            names.add("_common_" + c);
        }
        assertEquals(Map.of(), new Families(names).siblings(names.subList(0, 1)));
    }

    @Test
    void strangersHaveNone() {
        assertEquals(Map.of(), new Families(List.of("alpha", "beta")).siblings(List.of("gamma")));
    }
}
