package dev.vigil.binding;

/**
 * The build under test refused or failed a call. The message is its own text, whole. Carries no stack trace:
 * fuzzing meets errors by the ten thousand and the text already names the failed check.
 */
public final class MxError extends RuntimeException {

    /** How the failure came out of the C function. */
    public enum Way {
        /** A result code, with the text from {@code MXGetLastError} of the same thread. */
        REPORTED,
        /** A C++ exception left a C function, which the interface promises not to happen; the text is its {@code what()}. */
        ESCAPED
    }

    private final Way way;

    MxError(Way way, String text) {
        super(text, null, false, false);
        this.way = way;
    }

    /** How it came out; {@link Way#ESCAPED} is a defect of the build whatever the text says. */
    public Way way() {
        return way;
    }

    /** The text of the build, never null. */
    public String text() {
        String text = getMessage();
        return text == null ? "" : text;
    }
}
