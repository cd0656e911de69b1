package dev.vigil.binding;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the names of C++ symbols by the compiler's own runtime ({@code abi::__cxa_demangle}). Thread-safe; needs no build
 * under test.
 */
public final class CxxNames {
    private static final Pattern MANGLED = Pattern.compile("(?<![\\w.$])_Z[\\w.$]+");

    private CxxNames() {}

    /** The same text with the declarations that symbols in it stand for in their place. */
    public static String readable(String text) {
        Matcher symbols = MANGLED.matcher(text);
        return symbols.replaceAll(symbol -> Matcher.quoteReplacement(declaration(symbol.group())));
    }

    private static String declaration(String symbol) {
        Checks.check(ShimNames.name_readable(symbol));
        return Reply.take().text();
    }
}
