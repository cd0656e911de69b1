package dev.vigil.probes.watch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says of stacks, innermost place first, what of them is the build's, and how that is called. One thread. */
public final class Stacks {
    /** Modules that every process has: what is done in them belongs to who called them. */
    private static final Pattern RUNTIME =
            Pattern.compile("^(?:libc\\.|libc-|libm\\.|libstdc\\+\\+|libgcc_s|libpthread|ld-|libvigil_watch)");

    /** The same, compiled into a module: the C++ library's own functions and operator new. */
    private static final Pattern RUNTIME_FUNCTION = Pattern.compile("^(?:_ZNK?St|_ZSt|_ZN9__gnu_cxx|_Zn[wa])");

    private final ElfSymbols symbols;

    public Stacks(ElfSymbols symbols) {
        this.symbols = symbols;
    }

    /** The innermost place outside the C and C++ runtimes. */
    public Optional<Place> own(List<Place> stack) {
        return stack.stream()
                .filter(p -> !p.path().isEmpty() && !RUNTIME.matcher(p.module()).find())
                .filter(p -> !RUNTIME_FUNCTION.matcher(symbols.function(p)).find())
                .findFirst();
    }

    /** The same in every run: the function or variable where it has a name, else module and offset. */
    public String name(Place place) {
        String name = symbols.function(place);
        return name.isEmpty() ? place.toString() : name;
    }

    /** A place as people read it: its name, if it has one, with module and offset. */
    public String line(Place place) {
        return symbols.name(place);
    }

    /** A stack as people read it, from its own place on. */
    public List<String> lines(List<Place> stack) {
        int from = own(stack).map(stack::indexOf).orElse(0);
        return stack.subList(from, stack.size()).stream().map(symbols::name).toList();
    }
}
