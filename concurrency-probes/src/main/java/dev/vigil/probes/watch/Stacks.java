package dev.vigil.probes.watch;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Says of stacks, innermost place first, what of them is the build's, and how that is called. One thread. */
public final class Stacks {
    /** Modules that every process has: what is done in them belongs to who called them. */
    private static final Pattern RUNTIME =
            Pattern.compile("^(?:libc\\.|libc-|libm\\.|libstdc\\+\\+|libgcc_s|libpthread|ld-|libvigil_watch)");

    /** The same, compiled into a module: the C++ library's own functions and operator new. */
    private static final Pattern RUNTIME_FUNCTION = Pattern.compile("^(?:_ZNK?St|_ZSt|_ZN9__gnu_cxx|_Zn[wa])");

    private final Function<Place, String> functions;

    /** @param functions the function or variable that a place lies in, as its file spells it; empty where it has no name */
    public Stacks(Function<Place, String> functions) {
        this.functions = functions;
    }

    /** As its file spells it; empty where it has no name. */
    public String function(Place place) {
        return functions.apply(place);
    }

    /** The innermost place outside the C and C++ runtimes. */
    public Optional<Place> own(List<Place> stack) {
        return stack.stream()
                .filter(p -> !p.path().isEmpty() && !RUNTIME.matcher(p.module()).find())
                .filter(p -> !RUNTIME_FUNCTION.matcher(function(p)).find())
                .findFirst();
    }

    /** The same in every run: the function or variable where it has a name, else module and offset. */
    public String name(Place place) {
        String name = function(place);
        return name.isEmpty() ? place.toString() : name;
    }

    /** A place as people read it: its name, if it has one, with module and offset. */
    public String line(Place place) {
        return ElfSymbols.line(function(place), place);
    }

    /** A stack as people read it, from its own place on. */
    public List<String> lines(List<Place> stack) {
        int from = own(stack).map(stack::indexOf).orElse(0);
        return stack.subList(from, stack.size()).stream().map(this::line).toList();
    }
}
