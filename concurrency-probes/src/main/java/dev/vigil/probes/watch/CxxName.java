package dev.vigil.probes.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Names of C++ functions and variables as people read them: the scopes and the name of a mangled one (Itanium C++ ABI, section
 * "Mangling"), without template arguments and parameters. For readers only: what is not understood stays as it is.
 */
final class CxxName {
    private static final String PREFIX = "_Z";
    private static final String UNNAMED = "_GLOBAL__N";
    private static final Set<Character> OPENING = Set.of('I', 'N', 'J', 'X', 'L', 'F');

    private final String mangled;
    private final List<String> parts = new ArrayList<>();
    private int at = PREFIX.length();

    private CxxName(String mangled) {
        this.mangled = mangled;
    }

    static String readable(String symbol) {
        if (!symbol.startsWith(PREFIX)) {
            return symbol;
        }
        CxxName name = new CxxName(symbol);
        return name.read() ? String.join("::", name.parts) : symbol;
    }

    private boolean read() {
        if (peek() == 'L') {
            at++;
        }
        if (peek() != 'N') {
            return part();
        }
        at++;
        while (peek() == 'K' || peek() == 'V' || peek() == 'R' || peek() == 'O') {
            at++;
        }
        while (at < mangled.length() && peek() != 'E') {
            if (!part()) {
                return false;
            }
        }
        return !parts.isEmpty() && peek() == 'E';
    }

    private boolean part() {
        char c = peek();
        if (Character.isDigit(c)) {
            String identifier = identifier();
            parts.add(identifier.startsWith(UNNAMED) ? "(unnamed)" : identifier);
            return !identifier.isEmpty();
        }
        if (c == 'I') {
            return skip();
        }
        if (mangled.startsWith("St", at)) {
            at += 2;
            parts.add("std");
            return true;
        }
        boolean constructor = c == 'C';
        if ((constructor || c == 'D') && !parts.isEmpty()) {
            at += 2;
            parts.add((constructor ? "" : "~") + parts.get(parts.size() - 1));
            return true;
        }
        return false;
    }

    /** Template arguments, up to the end that belongs to them. */
    private boolean skip() {
        int depth = 0;
        while (at < mangled.length()) {
            char c = peek();
            if (Character.isDigit(c)) {
                identifier();
                continue;
            }
            depth += OPENING.contains(c) ? 1 : 0;
            depth -= c == 'E' ? 1 : 0;
            at++;
            if (c == 'S' || c == 'T') {
                substitution();
            } else if (c == 'L') {
                literal();
            }
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** What stands for something before: a number and an underscore, or one letter for a name of the standard library. */
    private void substitution() {
        while (Character.isDigit(peek()) || Character.isUpperCase(peek())) {
            at++;
        }
        at += at < mangled.length() ? 1 : 0;
    }

    /** A type of one letter, and a number that must not be taken for the length of a name. */
    private void literal() {
        if (Character.isLowerCase(peek())) {
            at++;
            while (Character.isDigit(peek()) || peek() == 'n') {
                at++;
            }
        }
    }

    private String identifier() {
        int length = 0;
        while (Character.isDigit(peek()) && length < mangled.length()) {
            length = 10 * length + peek() - '0';
            at++;
        }
        int end = Math.min(mangled.length(), at + length);
        String identifier = mangled.substring(at, end);
        at = end;
        return identifier;
    }

    private char peek() {
        return at < mangled.length() ? mangled.charAt(at) : 0;
    }
}
