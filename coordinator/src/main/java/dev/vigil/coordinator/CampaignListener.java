package dev.vigil.coordinator;

import dev.vigil.model.finding.Finding;

/** Told by the coordinator, on its own thread; must not block. */
public interface CampaignListener {
    /** At most four times a second. */
    void progress(CampaignProgress progress);

    /** A candidate became a finding. */
    default void found(Finding finding) {}

    /** Once, last. */
    void ended(CampaignEnd end);
}
