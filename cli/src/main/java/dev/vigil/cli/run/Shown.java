package dev.vigil.cli.run;

import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.finding.Finding;
import java.util.function.Consumer;

/**
 * Shows a campaign while it goes on.
 *
 * @param over told how it ended, on the coordinator's thread
 */
public record Shown(ProgressView view, Consumer<CampaignEnd> over) implements CampaignListener {
    @Override
    public void progress(CampaignProgress progress) {
        view.show(progress);
    }

    @Override
    public void found(Finding finding) {
        view.found(finding);
    }

    @Override
    public void ended(CampaignEnd end) {
        over.accept(end);
    }
}
