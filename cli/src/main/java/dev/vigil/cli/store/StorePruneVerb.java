package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.store.Pruning;
import dev.vigil.store.Store;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigil store prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Removes the bulky details of old campaigns; findings, counts and rates stay.",
        footer = {
            "",
            "Only finished campaigns, oldest first. Their reports still come out and say what is gone.",
            "  vigil store prune --keep-campaigns 20    all but the newest twenty",
            "  vigil store prune --max-size 10G         until the store fits",
        })
final class StorePruneVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StorePlace place = new StorePlace();

    @Option(names = "--keep-campaigns", paramLabel = "N", description = "how many of the newest stay whole")
    private @Nullable Integer keep;

    @Option(names = "--max-size", paramLabel = "SIZE", description = "what the store may take, such as 500M or 10G")
    private @Nullable String size;

    StorePruneVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput {
        if ((keep == null) == (size == null)) {
            throw new BadInput("say how much is to stay: either --keep-campaigns N or --max-size SIZE");
        }
        if (keep != null && keep < 0) {
            throw new BadInput("--keep-campaigns must be at least 0, not " + keep);
        }
        long bytesMax = size == null ? 0 : Size.parse("--max-size", size);
        Pruning.Pruned pruned;
        try (Store store = place.open(surroundings.environment())) {
            pruned = keep != null ? store.pruning().keepCampaigns(keep) : store.prune(bytesMax);
        }
        // Only a closed file has given its room back.
        long after;
        try (Store store = place.openToRead(surroundings.environment())) {
            after = store.info().bytes();
        }
        surroundings
                .out()
                .println("pruned    " + pruned.rows() + " rows of "
                        + pruned.campaigns().size() + " campaigns"
                        + (pruned.campaigns().isEmpty() ? "" : ": " + String.join(" ", pruned.campaigns())));
        surroundings
                .out()
                .println("size      " + Size.text(pruned.bytesBefore()) + " before, " + Size.text(after) + " now");
        if (size != null && after > bytesMax) {
            surroundings
                    .out()
                    .println("note      more than " + size
                            + " stays: findings, counts, rates and what is newest are not pruned");
        }
        return Exit.DONE.code();
    }
}
