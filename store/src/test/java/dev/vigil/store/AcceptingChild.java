package dev.vigil.store;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.WorkUnit;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** A process that accepts results and says so, one line each, until it is killed or its store fails. */
final class AcceptingChild {
    private AcceptingChild() {}

    public static void main(String[] args) {
        try (Store store = Store.open(Path.of(args[0]))) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            System.out.println("campaign " + campaign.id());
            for (int i = 0; i < 1_000_000; i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op")));
                Lease lease = store.units()
                        .lease(
                                campaign.id(),
                                "w",
                                CampaignSettings.USUAL_LANE,
                                EnumSet.allOf(WorkUnit.Task.class),
                                1,
                                30_000)
                        .get(0);
                store.results().accept(Samples.empty(lease.unit().id()), 1, Samples.MAKER);
                System.out.println("accepted " + lease.unit().id());
            }
        } catch (StoreFault fault) {
            System.out.println("fault " + fault.getMessage());
        }
    }
}
