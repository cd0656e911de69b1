package dev.vigil.properties.executor;

import dev.vigil.binding.MxError;

/** How errors of the library stand in observations. */
public final class Errors {
    /** Begins the text of an error that left the C interface as a C++ exception, which ends a program written in C. */
    public static final String ESCAPED = "C++ exception left the C interface: ";

    private Errors() {}

    /** The text, or that there was none: never empty. */
    static String described(MxError error) {
        String text = text(error);
        return text.isEmpty() ? "error without a text" : text;
    }

    static String text(MxError error) {
        return error.way() == MxError.Way.ESCAPED ? ESCAPED + error.text() : error.text();
    }
}
