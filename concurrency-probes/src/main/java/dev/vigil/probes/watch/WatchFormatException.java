package dev.vigil.probes.watch;

import java.io.IOException;

/** A file that should be the library's and cannot be read as such; the message names file, line and fault. */
public final class WatchFormatException extends IOException {
    private static final long serialVersionUID = 1;

    WatchFormatException(String message) {
        super(message);
    }
}
