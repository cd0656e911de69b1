package dev.vigil.cli.run;

import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.finding.Finding;

/** Shows how a campaign goes. Called from one thread at a time. */
interface ProgressView {
    void show(CampaignProgress progress);

    void found(Finding finding);

    /** Leaves the terminal to others; harmless when done before. */
    void finish();
}
