package dev.vigil.store;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;

/** What came of replaying a finding of an earlier campaign on the build that stands under its target's name now. */
public enum Replay {
    /** It was open and showed again, be it once. */
    STILL_THERE,
    /** It was open and held in every one of the replays that were asked for. */
    FIXED,
    /** It was fixed and showed again. */
    REGRESSED,
    /** It was fixed and held again. */
    STILL_FIXED,
    /** Neither: replays that did not run, died of something else, or could not be judged. */
    UNDECIDED;

    /** Whether a unit replays a finding as it is; others prove what their own campaign saw. */
    public static boolean is(WorkUnit unit) {
        return unit.task() == WorkUnit.Task.PROVE && unit.cases() > 0;
    }

    /**
     * @param seenSince whether this campaign saw the same fault in another case meanwhile: the old case alone cannot
     *     call it fixed then
     */
    static Replay of(WorkUnit unit, UnitResult result, Proof proof, Finding earlier, boolean seenSince) {
        boolean wasFixed = earlier.state() == FindingState.FIXED;
        if (proof.reproduced().hits() > 0) {
            return wasFixed ? REGRESSED : STILL_THERE;
        }
        // A fault of ours during the replays may be why they held.
        boolean held = proof.held() >= unit.cases() && result.faults().isEmpty() && !seenSince;
        return held ? (wasFixed ? STILL_FIXED : FIXED) : UNDECIDED;
    }
}
