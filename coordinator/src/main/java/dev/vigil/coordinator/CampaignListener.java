package dev.vigil.coordinator;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.Counter;
import java.util.List;

/** Told by the coordinator, on its own thread; must not block. */
public interface CampaignListener {
    /** At most four times a second. */
    void progress(CampaignProgress progress);

    /** A candidate became a finding. */
    default void found(Finding finding) {}

    /** A result of this lane is in the store, and this is what its oracles said. */
    default void counted(String lane, List<Counter> counters) {}

    /**
     * A worker is gone, and what it had goes out again. One that took its leave may be reported as lost after that.
     *
     * @param lost whether it went without a word
     */
    default void workerGone(String worker, boolean lost) {}

    /** Once, last. */
    void ended(CampaignEnd end);
}
