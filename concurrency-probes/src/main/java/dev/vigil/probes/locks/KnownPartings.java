package dev.vigil.probes.locks;

import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.watch.Partings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the processes of one unit showed to keep apart, and no earlier unit did. Each kind of order keeps apart
 * from many: pairs are of places in a list.
 *
 * @param kinds of order, in order
 * @param apart for each of them, its own place or those behind it of the kinds that keep apart from it
 */
record KnownPartings(List<String> kinds, List<List<Integer>> apart) {
    /** Before the name of the unit, in a fact's name. */
    private static final String FACT = Knowledge.FACT + "apart ";

    KnownPartings {
        kinds = List.copyOf(kinds);
        apart = apart.stream().map(List::copyOf).toList();
        int count = kinds.size();
        if (apart.size() != count
                || apart.stream().flatMap(List::stream).anyMatch(other -> other < 0 || other >= count)) {
            throw new IllegalArgumentException("places that are not in the list of " + count + " kinds");
        }
    }

    /** What the one knows and the other does not. */
    static KnownPartings news(Partings all, Partings known) {
        Map<String, List<String>> fresh = all.without(known);
        TreeSet<String> named = new TreeSet<>(fresh.keySet());
        fresh.values().forEach(named::addAll);
        List<String> kinds = List.copyOf(named);
        List<List<Integer>> apart = new ArrayList<>();
        for (String kind : kinds) {
            apart.add(fresh.getOrDefault(kind, List.of()).stream()
                    .map(kinds::indexOf)
                    .toList());
        }
        return new KnownPartings(kinds, apart);
    }

    boolean none() {
        return kinds.isEmpty();
    }

    void addTo(Partings partings) {
        for (int i = 0; i < kinds.size(); i++) {
            partings.add(kinds.get(i), apart.get(i).stream().map(kinds::get).toList());
        }
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
