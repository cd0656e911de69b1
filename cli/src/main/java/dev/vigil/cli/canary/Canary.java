package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.cli.BadInput;
import dev.vigil.model.call.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of fault to plant. What exactly is drawn from a seed: the operator, the bound and the element type.
 *
 * @param row of what-it-must-catch.md that it stands for
 * @param victims to draw the operator from
 * @param thresholds to draw from; empty when the fault has none
 * @param dtypes to draw from; empty when it spoils every type alike
 * @param need a feature without which a target cannot have the fault; empty for none
 * @param partners an operator that runs beside each victim, where that takes a certain one; empty where any will do
 */
record Canary(
        String name,
        int row,
        Fault.Kind kind,
        List<String> victims,
        List<Long> thresholds,
        List<String> dtypes,
        String need,
        Map<String, String> partners) {
    /** Operators that run unspoiled beside the victim, as in any campaign. */
    private static final int COMPANIONS = 2;

    Canary {
        victims = List.copyOf(victims);
        thresholds = List.copyOf(thresholds);
        dtypes = List.copyOf(dtypes);
        partners = Map.copyOf(partners);
    }

    /** Of every type, without a bound. */
    static Canary of(String name, int row, Fault.Kind kind, List<List<String>> families) {
        List<String> victims = families.stream().flatMap(List::stream).toList();
        return new Canary(name, row, kind, victims, List.of(), List.of(), "", Map.of());
    }

    Canary past(Long... bounds) {
        return new Canary(name, row, kind, victims, List.of(bounds), dtypes, need, partners);
    }

    Canary in(String... types) {
        List<String> all = List.of(types);
        List<String> taking =
                victims.stream().filter(v -> !takenOf(all, v).isEmpty()).toList();
        return new Canary(name, row, kind, taking, thresholds, all, need, partners);
    }

    Canary needing(String feature) {
        return new Canary(name, row, kind, victims, thresholds, dtypes, feature, partners);
    }

    /** Each of these as a victim, beside the other one. */
    static Canary ofPairs(String name, int row, Fault.Kind kind, Map<String, String> partners) {
        List<String> victims = partners.keySet().stream().sorted().toList();
        return new Canary(name, row, kind, victims, List.of(), List.of(), "", partners);
    }

    /**
     * What this seed plants.
     *
     * @param listed primary names that the target has
     * @throws BadInput when the target has no operator to spoil
     */
    Planted plant(long seed, Set<String> listed) throws BadInput {
        long own = Seeds.mix(seed, name);
        List<String> possible = victims.stream()
                .filter(listed::contains)
                .filter(v -> listed.contains(partners.getOrDefault(v, v)))
                .toList();
        if (possible.isEmpty()) {
            throw new BadInput("canary " + name + ": the target lists none of the operators that it could spoil");
        }
        String victim = drawn(possible, own, "victim");
        List<String> operators = new ArrayList<>(List.of(victim));
        String partner = partners.get(victim);
        if (partner != null) {
            operators.add(partner);
        }
        List<String> others = Stream.concat(Victims.ELEMENTWISE.stream(), Victims.BINARY.stream())
                .filter(o -> listed.contains(o) && !operators.contains(o))
                .collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; operators.size() <= COMPANIONS && !others.isEmpty(); i++) {
            String companion = drawn(others, own, "companion " + i);
            others.remove(companion);
            operators.add(companion);
        }
        long threshold = thresholds.isEmpty() ? 0 : drawn(thresholds, own, "threshold");
        String dtype = dtypes.isEmpty() ? "" : drawn(takenOf(dtypes, victim), own, "dtype");
        return new Planted(this, seed, new Fault(kind, victim, 0, threshold, dtype), operators);
    }

    private static List<String> takenOf(List<String> dtypes, String victim) {
        return dtypes.stream().filter(dtype -> Victims.takes(victim, dtype)).toList();
    }

    private static <T> T drawn(List<T> from, long seed, String what) {
        return from.get((int) Long.remainderUnsigned(Seeds.mix(seed, what), from.size()));
    }
}
