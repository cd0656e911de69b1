package dev.vigil.probes.leaks;

import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says of a stack which place in it takes the memory, and how that is called. One thread. */
final class Sites {
    /** Modules that every process has: an allocation belongs to who called them. */
    private static final Pattern RUNTIME =
            Pattern.compile("^(?:libc\\.|libc-|libm\\.|libstdc\\+\\+|libgcc_s|libpthread|ld-|libvigil_watch)");

    /** The same, compiled into a module: the C++ library's own functions and operator new. */
    private static final Pattern RUNTIME_FUNCTION = Pattern.compile("^(?:_ZNK?St|_ZSt|_ZN9__gnu_cxx|_Zn[wa])");

    /** Whose own memory is no leak of a build. */
    private static final String PROGRAM = "vigil-leak";

    private final ElfSymbols symbols;

    Sites(ElfSymbols symbols) {
        this.symbols = symbols;
    }

    /** Stacks that allocate in one place are one measure: how the place was come to changes with every call around it. */
    Map<String, Measured.Measure> bySite(Measured measured) {
        Map<String, Measured.Measure> sites = new LinkedHashMap<>();
        for (Measured.Measure measure : measured.measures()) {
            if (!measure.ofProcess()) {
                allocating(measure.stack())
                        .ifPresent(place -> sites.merge(site(place), measure, Measured.Measure::plus));
            }
        }
        return sites;
    }

    /** The innermost place outside the C and C++ runtimes; none for memory that our own program takes. */
    private Optional<Place> allocating(List<Place> stack) {
        return stack.stream()
                .filter(p -> !p.path().isEmpty() && !RUNTIME.matcher(p.module()).find())
                .filter(p -> !RUNTIME_FUNCTION.matcher(symbols.function(p)).find())
                .findFirst()
                .filter(p -> !p.module().equals(PROGRAM));
    }

    /** The same in every run: the function where it has a name, else module and offset. */
    private String site(Place place) {
        String function = symbols.function(place);
        return function.isEmpty() ? place.toString() : function;
    }

    /** A stack as people read it, from the allocating place on. */
    List<String> lines(List<Place> stack) {
        int from = allocating(stack).map(stack::indexOf).orElse(0);
        return stack.subList(from, stack.size()).stream().map(symbols::name).toList();
    }
}
