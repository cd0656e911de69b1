package dev.vigil.cli.run;

import dev.vigil.cli.Surroundings;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.finding.Finding;

/** Shows how a campaign goes. Called from one thread at a time. */
public interface ProgressView {
    /** A bar on a terminal, lines elsewhere. */
    static ProgressView of(Surroundings surroundings) {
        return surroundings.terminal()
                ? new BarProgress(surroundings.err(), surroundings.columns())
                : new PlainProgress(surroundings.out());
    }

    void show(CampaignProgress progress);

    void found(Finding finding);

    /** Leaves the terminal to others; harmless when done before. */
    void finish();
}
