package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import org.jspecify.annotations.Nullable;

/** After a call that failed, unrelated calls work, and what the failed call should have filled never reads as data. */
public final class ErrorIsolation implements Oracle {
    /** Who hands out the failed array: the same for every operator. */
    private static final String READ = "MXNDArraySyncCopyToCPU";

    @Override
    public String name() {
        return "error-isolation";
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    @Override
    public boolean wantsAftermath(Case call, Intent intent) {
        return true;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        Observation.Answered answered = (Observation.Answered) observation;
        RunFacts base = answered.runs().get(0);
        Aftermath aftermath = answered.aftermath();
        if (base.rejected().isEmpty()) {
            return Verdict.holds();
        }
        if (aftermath == null) {
            return new Verdict.Inconclusive("nothing was tried after the failed call");
        }
        // The first wait may hand over the failure itself, if no earlier wait has.
        if (!aftermath.secondWait().isEmpty()) {
            return violated(
                    "a failure comes out of a second wait for everything",
                    "the second wait after the failed call said: " + Survival.shortened(aftermath.secondWait()),
                    "a failure is reported once");
        }
        if (!aftermath.unrelated().isEmpty()) {
            return violated(
                    "an unrelated call after a failed one goes wrong",
                    "an unrelated call after the failed one: " + Survival.shortened(aftermath.unrelated()),
                    "unrelated calls work as before");
        }
        Verdict beside = beside(aftermath.beside());
        if (beside instanceof Verdict.Violated) {
            return beside;
        }
        if (aftermath.failedOutputReads()) {
            return new Verdict.Violated(
                    FaultClass.ERROR_ISOLATION,
                    "the output of a failed call reads as data",
                    "after the failure was reported once, the output could be read without an error",
                    "reading it is an error, as it was the first time",
                    READ);
        }
        return Verdict.holds();
    }

    private static Verdict beside(Aftermath.@Nullable Beside beside) {
        if (beside == null) {
            return Verdict.holds();
        }
        if (!beside.around().isEmpty()) {
            return violated(
                    "a call made beside a failing one goes wrong",
                    "a good call issued before or after the failing one: " + Survival.shortened(beside.around()),
                    "it gives what it gave before");
        }
        if (!beside.waitAfterTwo().isEmpty()) {
            return violated(
                    "of two failures one comes out of the second wait",
                    "the second wait after two failing calls said: " + Survival.shortened(beside.waitAfterTwo()),
                    "the first wait for everything clears them all");
        }
        if (!beside.otherThread().isEmpty()) {
            return violated(
                    "a failure comes out on another thread",
                    "calls on another thread, with arrays of its own: " + Survival.shortened(beside.otherThread()),
                    "an error stays with the thread and the arrays of the call that failed");
        }
        return Verdict.holds();
    }

    private static Verdict violated(String template, String observed, String expected) {
        return new Verdict.Violated(FaultClass.ERROR_ISOLATION, template, observed, expected);
    }
}
