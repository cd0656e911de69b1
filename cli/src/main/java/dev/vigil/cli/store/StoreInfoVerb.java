package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.store.Store;
import dev.vigil.store.StoreInfo;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vigil store info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Says what a store holds and what it takes of its disk.")
final class StoreInfoVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StorePlace place = new StorePlace();

    StoreInfoVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput {
        PrintStream out = surroundings.out();
        try (Store store = place.openToRead(surroundings.environment())) {
            StoreInfo info = store.info();
            out.println("store     " + info.place());
            out.println("schema    " + info.schema());
            out.println("size      " + Size.text(info.bytes()));
            out.println("campaigns " + campaigns(info));
            new TreeMap<>(info.rows())
                    .forEach(
                            (table, rows) -> out.println(String.format(Locale.ROOT, "rows      %12d %s", rows, table)));
        }
        return Exit.DONE.code();
    }

    private static String campaigns(StoreInfo info) {
        String states = info.campaigns().stream()
                .collect(Collectors.groupingBy(
                        c -> c.state().toLowerCase(Locale.ROOT), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        long pruned = info.campaigns().stream()
                .filter(StoreInfo.CampaignState::pruned)
                .count();
        return info.campaigns().size()
                + (states.isEmpty() ? "" : ": " + states)
                + (pruned == 0 ? "" : "; details of " + pruned + " were pruned");
    }
}
