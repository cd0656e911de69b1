package dev.vigil.properties.oracles;

import dev.vigil.model.call.Seeds;
import dev.vigil.properties.references.References;
import dev.vigil.properties.references.Samplers;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The oracles by name. Immutable; any thread. */
public final class Oracles {
    private final List<Oracle> oracles;

    public Oracles(List<Oracle> oracles) {
        this.oracles = List.copyOf(oracles);
    }

    /** Every oracle there is, cheapest first. */
    public static Oracles all() {
        return new Oracles(List.of(
                new Survival(),
                new ErrorIsolation(),
                new RedZones(),
                new InputsKept(),
                new Repeat(),
                new ResultFacts(),
                new CrossDtype(),
                new Reference(References.all()),
                new Poison(),
                new Scale(),
                new Graph(),
                new Training(References.all()),
                new Status(),
                new TwoPaths(),
                new SparseInputs(),
                new Sampler(Samplers.all()),
                new Gradient(),
                new HeadShape(),
                new TwoProcesses(),
                new Laws(),
                new Outliers(),
                new Pairs(References.all())));
    }

    public List<String> names() {
        return oracles.stream().map(Oracle::name).toList();
    }

    /**
     * Those of these names that are asked about one structure.
     *
     * @param seed of the structure, which decides
     */
    public List<String> drawn(List<String> names, Intent intent, long seed) {
        List<String> drawn = new ArrayList<>();
        for (Oracle oracle : named(names)) {
            // Bits of their own for each oracle, or the rare ones would all fall on the same structures.
            long bits = Seeds.mix(seed, oracle.name()) >>> 11;
            if (bits * 0x1p-53 < oracle.share(intent)) {
                drawn.add(oracle.name());
            }
        }
        return drawn.isEmpty() ? names : drawn;
    }

    public Optional<Oracle> byName(String name) {
        return oracles.stream().filter(o -> o.name().equals(name)).findFirst();
    }

    /**
     * The oracles of these names, in this order.
     *
     * @throws IllegalArgumentException for a name that no oracle has; its message lists those there are
     */
    public List<Oracle> named(List<String> names) {
        return names.stream()
                .map(name -> byName(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no oracle is called '" + name + "'; there are " + String.join(", ", names()))))
                .toList();
    }
}
