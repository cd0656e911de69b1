package dev.vigil.probes.coldstart;

import java.util.Locale;

/** How a process leaves; the probe program says what each one does. */
public enum Leave {
    RETURN,
    THREAD,
    IN_FLIGHT,
    IN_FLIGHT_THREAD,
    SIBLINGS,
    PROFILER,
    SHUTDOWN;

    /** As the probe takes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
