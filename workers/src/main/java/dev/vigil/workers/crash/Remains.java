package dev.vigil.workers.crash;

import java.util.List;

/**
 * What is known of a child that is gone. Texts are empty when the file was not there.
 *
 * @param exit as the launcher saw it
 * @param cause whether we ended it
 * @param ready whether it had loaded the library and listened
 * @param hsErr text of the JVM's error file
 * @param trace text that our own signal handlers wrote
 * @param fault what the child itself says kept it from working
 * @param stderr the last of what it wrote there
 * @param hangFrames frames taken from outside while it hung
 * @param note one line on what we saw when we ended it
 * @param residentBytes largest resident size seen while it ran
 */
public record Remains(
        ChildExit exit,
        Cause cause,
        boolean ready,
        String hsErr,
        String trace,
        String fault,
        String stderr,
        List<String> hangFrames,
        String note,
        long residentBytes) {
    /** Who ended it. */
    public enum Cause {
        /** It ended by itself, or somebody else ended it. */
        NOT_US,
        /** We, because it was asked for. */
        STOPPED,
        /** We, because a case took too long. */
        HANG,
        /** We, because it used too much memory. */
        MEMORY,
        /** We, because it did not come up in time. */
        NEVER_READY
    }

    public Remains {
        hangFrames = List.copyOf(hangFrames);
    }
}
