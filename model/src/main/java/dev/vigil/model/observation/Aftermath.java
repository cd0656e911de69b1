package dev.vigil.model.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What happened after a call that failed, when unrelated calls followed.
 *
 * @param firstWait error text of the first wait for everything, empty when it succeeded
 * @param secondWait the same of a second wait
 * @param unrelated error text of an unrelated call, empty when it succeeded with the right result
 * @param failedOutputReads whether an output of the failed call could be read as data later
 * @param beside what became of calls made together with the failing one; null when none were
 */
public record Aftermath(
        String firstWait,
        String secondWait,
        String unrelated,
        boolean failedOutputReads,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Beside beside) {

    /**
     * What became of unrelated calls when the failing one was made again among them, and nobody waited in between. Texts
     * say what went wrong, and are empty when nothing did.
     *
     * @param around of a call before the failing one and of one after it
     * @param waitAfterTwo of a second wait for everything, after two failing calls and the first wait
     * @param otherThread of a call on another thread, with arrays of its own
     */
    public record Beside(String around, String waitAfterTwo, String otherThread) {}

    /** Without calls beside the failing one. */
    public Aftermath(String firstWait, String secondWait, String unrelated, boolean failedOutputReads) {
        this(firstWait, secondWait, unrelated, failedOutputReads, null);
    }

    public Aftermath with(Beside seen) {
        return new Aftermath(firstWait, secondWait, unrelated, failedOutputReads, seen);
    }

    /** Whether waits, the unrelated call and the failed outputs were as they should be. */
    public boolean clean() {
        return firstWait.isEmpty() && secondWait.isEmpty() && unrelated.isEmpty() && !failedOutputReads;
    }
}
