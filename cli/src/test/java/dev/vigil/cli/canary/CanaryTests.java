package dev.vigil.cli.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.BadInput;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CanaryTests {
    private static final int OPERATORS_MIN = 30;
    private static final int SEEDS = 1000;

    private static final Set<String> LISTED = Stream.of(
                    Victims.ELEMENTWISE,
                    Victims.BINARY,
                    Victims.REDUCING,
                    Victims.VARIADIC,
                    Victims.DRAWING,
                    Victims.UPDATING)
            .flatMap(List::stream)
            .collect(Collectors.toSet());

    @Test
    void sameSeedPlantsTheSameFault() throws Exception {
        for (Canary canary : Canaries.VALUES) {
            assertEquals(canary.plant(7, LISTED), canary.plant(7, LISTED));
        }
    }

    @Test
    void seedsReachEveryVictimBoundAndType() throws Exception {
        for (Canary canary : Canaries.VALUES) {
            Set<String> victims = new HashSet<>();
            Set<Long> bounds = new HashSet<>();
            Set<String> types = new HashSet<>();
            for (long seed = 0; seed < SEEDS; seed++) {
                Planted planted = canary.plant(seed, LISTED);
                victims.add(planted.victim());
                bounds.add(planted.fault().threshold());
                types.add(planted.fault().dtype());
                assertEquals(planted.victim(), planted.operators().get(0));
                String partner = canary.partners().get(planted.victim());
                assertTrue(partner == null || planted.operators().contains(partner), planted.toString());
                assertEquals(3, new HashSet<>(planted.operators()).size(), planted.toString());
            }
            assertEquals(Set.copyOf(canary.victims()), victims, canary.name());
            assertEquals(Math.max(1, canary.thresholds().size()), bounds.size(), canary.name());
            assertEquals(Math.max(1, canary.dtypes().size()), types.size(), canary.name());
        }
    }

    @Test
    void noFaultIsPlantedInATypeThatTheVictimRefuses() throws Exception {
        for (Canary canary : Canaries.VALUES) {
            for (int seed = 0; seed < 400; seed++) {
                Planted planted = canary.plant(seed, LISTED);
                assertTrue(Victims.takes(planted.victim(), planted.fault().dtype()), planted.toString());
            }
        }
    }

    @Test
    void oneTwinInFourIsDrawnAndAlwaysTheSame() throws Exception {
        Canary canary = Canaries.VALUES.get(0);
        int flown = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            boolean flies = canary.plant(seed, LISTED).oneOf(4);
            assertEquals(flies, canary.plant(seed, LISTED).oneOf(4));
            flown += flies ? 1 : 0;
        }
        assertEquals(SEEDS / 4.0, flown, SEEDS / 20.0);
    }

    @Test
    void everyRowAboutValuesOrMemoryHasACanary() {
        Set<Integer> rows = Canaries.VALUES.stream().map(Canary::row).collect(Collectors.toSet());
        assertEquals(Set.of(2, 4, 5, 7, 9, 10, 15, 16), rows);
    }

    @Test
    void manyOperatorsAreInScope() {
        assertTrue(LISTED.size() >= OPERATORS_MIN, LISTED.toString());
    }

    @Test
    void operatorsThatTheTargetLacksAreNotSpoiled() throws Exception {
        Canary canary = Canaries.named(List.of("error-twice")).get(0);
        Set<String> few = Set.of("batch_dot", "exp", "sin");
        for (long seed = 0; seed < 10; seed++) {
            Planted planted = canary.plant(seed, few);
            assertEquals("batch_dot", planted.victim());
            assertTrue(few.containsAll(planted.operators()), planted.toString());
        }
        BadInput refusal = assertThrows(BadInput.class, () -> canary.plant(1, Set.of("exp")));
        assertFalse(String.valueOf(refusal.getMessage()).contains("\n"));
    }
}
