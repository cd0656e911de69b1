package dev.vigil.probes.leaks;

import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.Place;
import dev.vigil.probes.watch.Stacks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says of a stack which place in it takes the memory, and how that is called. One thread. */
final class Sites {
    /** Whose own memory is no leak of a build. */
    private static final String PROGRAM = "vigil-leak";

    private final Stacks stacks;

    Sites(ElfSymbols symbols) {
        this.stacks = new Stacks(symbols);
    }

    /** Stacks that allocate in one place are one measure: how the place was come to changes with every call around it. */
    Map<String, Measured.Measure> bySite(Measured measured) {
        Map<String, Measured.Measure> sites = new LinkedHashMap<>();
        for (Measured.Measure measure : measured.measures()) {
            if (!measure.ofProcess()) {
                allocating(measure.stack())
                        .ifPresent(place -> sites.merge(stacks.name(place), measure, Measured.Measure::plus));
            }
        }
        return sites;
    }

    /** The innermost place outside the C and C++ runtimes; none for memory that our own program takes. */
    private Optional<Place> allocating(List<Place> stack) {
        return stacks.own(stack).filter(p -> !p.module().equals(PROGRAM));
    }

    /** A stack as people read it, from the allocating place on. */
    List<String> lines(List<Place> stack) {
        return stacks.lines(stack);
    }
}
