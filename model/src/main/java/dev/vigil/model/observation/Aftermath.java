package dev.vigil.model.observation;

/**
 * What happened after a call that failed, when unrelated calls followed.
 *
 * @param firstWait error text of the first wait for everything, empty when it succeeded
 * @param secondWait the same of a second wait
 * @param unrelated error text of an unrelated call, empty when it succeeded with the right result
 * @param failedOutputReads whether an output of the failed call could be read as data later
 */
public record Aftermath(String firstWait, String secondWait, String unrelated, boolean failedOutputReads) {
    public boolean clean() {
        return firstWait.isEmpty() && secondWait.isEmpty() && unrelated.isEmpty() && !failedOutputReads;
    }
}
