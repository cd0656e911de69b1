package dev.vigil.binding;

/** The one place where a result code becomes an exception. */
final class Checks {
    private static final int MX_FAILED = -1;
    private static final int NOT_EXPORTED = -2;
    private static final int ESCAPED = -3;

    private Checks() {}

    /** Returns what it was given unless that is a failure code; must run on the thread that made the call. */
    static int check(int result) {
        if (result < 0) {
            throw failure(result);
        }
        return result;
    }

    static long check(long result) {
        // Handles are user-space addresses, so only codes are negative.
        if (result < 0) {
            throw failure((int) result);
        }
        return result;
    }

    private static RuntimeException failure(int code) {
        if (code == MX_FAILED) {
            ShimLibrary.library_last_error();
            return new MxError(MxError.Way.REPORTED, Reply.take().text());
        }
        ShimLibrary.library_failure_text();
        String text = Reply.take().text();
        return switch (code) {
            case NOT_EXPORTED -> new UnsupportedOperationException("this build does not export " + text);
            case ESCAPED -> new MxError(MxError.Way.ESCAPED, text);
            default -> new IllegalStateException("unknown result code " + code + " " + text);
        };
    }
}
