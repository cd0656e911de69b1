package dev.vigil.properties.oracles;

import dev.vigil.properties.task.Oracle;
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
                new Repeat(),
                new ResultFacts(),
                new CrossDtype(),
                new TwoPaths()));
    }

    public List<String> names() {
        return oracles.stream().map(Oracle::name).toList();
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
