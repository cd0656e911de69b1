package dev.vigil.cli.doctor;

/**
 * One thing looked at.
 *
 * @param found what is there, or why it does not serve
 * @param purpose what it is needed for
 */
record Check(String name, State state, String found, String purpose) {
    /** How bad it is. */
    enum State {
        PRESENT,
        /** Something works less well without it. */
        ABSENT,
        /** Nothing works without it. */
        MISSING
    }

    String line() {
        String mark = switch (state) {
            case PRESENT -> "ok     ";
            case ABSENT -> "absent ";
            case MISSING -> "MISSING";
        };
        return String.format(java.util.Locale.ROOT, "%s  %-14s %-44s %s", mark, name, found, purpose);
    }
}
