package dev.vigil.properties.oracles;

/** Which places of an axis are taken, in which order. */
enum Pick {
    REVERSED("reversed"),
    FIRST_HALF("cut to the first half"),
    SECOND_HALF("cut to the second half"),
    LAST("cut to the last place");

    private final String words;

    Pick(String words) {
        this.words = words;
    }

    /** As in "reversed along axis 1". */
    String words() {
        return words;
    }

    long start(long length) {
        return switch (this) {
            case REVERSED, LAST -> length - 1;
            case FIRST_HALF -> 0;
            case SECOND_HALF -> length / 2;
        };
    }

    long step() {
        return this == REVERSED ? -1 : 1;
    }

    /** How many places are taken from an axis of this length. */
    long length(long length) {
        return switch (this) {
            case REVERSED -> length;
            case FIRST_HALF -> length / 2;
            case SECOND_HALF -> length - length / 2;
            case LAST -> 1;
        };
    }
}
