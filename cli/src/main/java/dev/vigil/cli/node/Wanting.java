package dev.vigil.cli.node;

import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.worker.Wants;
import dev.vigil.workers.ThisMachine;
import java.util.List;

/** What a campaign asks of workers without saying so. */
final class Wanting {
    private Wanting() {}

    /** A build runs where it was made for, which is a system like this node's; one for a GPU needs one. */
    static CampaignSettings thisPlatform(CampaignSettings settings) {
        Wants wants = new Wants(
                ThisMachine.os(),
                ThisMachine.arch(),
                0,
                0,
                settings.device().equals("gpu") ? 1 : 0,
                0,
                List.of(),
                List.of(),
                List.of());
        // What a file says of the system outranks this.
        return settings.withLanes(settings.lanes().stream()
                .map(lane -> new LaneShare(lane.lane(), lane.share(), wants.and(lane.wants())))
                .toList());
    }
}
