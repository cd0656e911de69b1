package dev.vigil.probes.locks;

import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the processes of one unit showed to keep apart, and no earlier unit did.
 *
 * @param apart kinds of order, with others that keep apart from each; of a pair the greater one by the smaller
 */
record KnownPartings(SortedMap<String, List<String>> apart) {
    /** Before the name of the unit, in a fact's name. */
    private static final String FACT = Knowledge.FACT + "apart ";

    KnownPartings {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        apart.forEach((kind, others) -> copy.put(kind, List.copyOf(others)));
        apart = Collections.unmodifiableSortedMap(copy);
    }

    boolean none() {
        return apart.isEmpty();
    }

    Knowledge fact(String unit) {
        return new Knowledge(FACT + unit, 1, Wire.toJson(this));
    }

    static boolean in(Knowledge fact) {
        return fact.subject().startsWith(FACT);
    }

    /** @throws IOException when it is damaged */
    static KnownPartings read(Knowledge fact) throws IOException {
        return Wire.fromJson(fact.json(), KnownPartings.class);
    }
}
