package dev.vigil.probes.coldstart;

import java.util.List;
import java.util.Locale;

/** What presses on the machine while a process starts and leaves. */
public enum Load {
    NONE(0, 0),
    /** A thread on each core. */
    CPU(Runtime.getRuntime().availableProcessors(), 1),
    MEMORY(2, 512),
    IO(1, 64);

    private static final int SECONDS_MAX = 120;

    private final int threads;
    private final int mebibytes;

    Load(int threads, int mebibytes) {
        this.threads = threads;
        this.mebibytes = mebibytes;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Load of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Arguments of the load program, which ends by itself after two minutes. */
    List<String> arguments() {
        return List.of(text(), Integer.toString(threads), Integer.toString(mebibytes), Integer.toString(SECONDS_MAX));
    }

    /** Resident bytes that it may have, with room for itself. */
    long bytesMax() {
        return (mebibytes + 64L) << 20;
    }
}
