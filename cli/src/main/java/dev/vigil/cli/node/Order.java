package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.store.Store;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinators of a cluster were started for: one campaign, or one after the other. Each of them may have to go
 * on with what another one began, so the store alone tells what is left to do.
 */
final class Order {
    private final Supplier<CampaignSettings> settings;
    private final Target target;
    private final boolean repeat;
    private final @Nullable Campaign before;

    /**
     * @param settings of the next campaign, which differ in the seed
     * @param before the newest campaign when this node started
     */
    Order(Supplier<CampaignSettings> settings, Target target, boolean repeat, Optional<Campaign> before) {
        this.settings = settings;
        this.target = target;
        this.repeat = repeat;
        this.before = before.orElse(null);
    }

    Target target() {
        return target;
    }

    boolean repeats() {
        return repeat;
    }

    /**
     * The campaign to go on with or to begin; empty when the order is done.
     *
     * @throws BadInput when the one to go on with is about another build than this node has
     */
    Optional<Campaign> next(Store store) throws BadInput {
        Optional<Campaign> latest = store.campaigns().latest();
        if (latest.isPresent() && latest.get().state() != Campaign.State.FINISHED) {
            Campaign campaign = latest.get();
            if (!campaign.target().sha256().equals(target.sha256())) {
                throw new BadInput("campaign " + campaign.id() + " cannot go on: it is about another build than "
                        + target.library() + "; give that one, or another store");
            }
            return latest;
        }
        boolean done = latest.isPresent()
                && (before == null
                        || before.state() != Campaign.State.FINISHED
                        || !before.id().equals(latest.get().id()));
        return done && !repeat
                ? Optional.empty()
                : Optional.of(store.campaigns().start(settings.get(), target));
    }
}
