package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.store.Pruning;
import dev.vigil.store.Store;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coordinators of a cluster were started for: one campaign, or one after the other. Each of them may have to go
 * on with what another one began, so the store alone tells what is left to do.
 */
final class Order {
    private static final Logger LOG = LoggerFactory.getLogger(Order.class);

    private final Supplier<CampaignSettings> settings;
    private final Target target;
    private final boolean repeat;
    private final @Nullable Campaign before;
    private final long storeBytesMax;

    /**
     * @param settings of the next campaign, which differ in the seed
     * @param before the newest campaign when this node started
     * @param storeBytesMax details of old campaigns are pruned down to this before the next one begins; 0 for never
     */
    Order(
            Supplier<CampaignSettings> settings,
            Target target,
            boolean repeat,
            Optional<Campaign> before,
            long storeBytesMax) {
        this.settings = settings;
        this.target = target;
        this.repeat = repeat;
        this.before = before.orElse(null);
        this.storeBytesMax = storeBytesMax;
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
        if (done && !repeat) {
            return Optional.empty();
        }
        if (storeBytesMax > 0) {
            Pruning.Pruned pruned = store.prune(storeBytesMax);
            if (!pruned.campaigns().isEmpty()) {
                LOG.info(
                        "pruned {} rows of {} to keep the store within its budget",
                        pruned.rows(),
                        String.join(" ", pruned.campaigns()));
            }
        }
        return Optional.of(store.campaigns().start(settings.get(), target));
    }
}
