package dev.vigil.cli;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.wire.Wire;
import dev.vigil.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigil findings}. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = "Lists what all runs of a folder found, proven before unstable.")
final class FindingsVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StoreOption from = new StoreOption();

    @Option(names = "--json", description = "one vigil.findings/1 object, with everything")
    private boolean json;

    FindingsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput {
        try (Store store = from.open()) {
            List<Finding> all = store.ledger().all();
            if (json) {
                surroundings.out().println(Wire.toPrettyJson(FindingList.of(all)));
            } else if (all.isEmpty()) {
                surroundings.out().println("no findings in " + from.folder());
            } else {
                all.forEach(f -> surroundings.out().println(line(f)));
            }
        }
        return Exit.DONE.code();
    }

    private static String line(Finding f) {
        return String.format(
                Locale.ROOT,
                "%-14s %-8s %-9s %-8s %-18s %-28s %d/%d  %s",
                f.id(),
                lower(f.status()),
                lower(f.state()),
                f.severity().text(),
                f.fault().text(),
                Objects.requireNonNullElse(f.operator(), "-"),
                f.reproduced().hits(),
                f.reproduced().runs(),
                f.observed().lines().findFirst().orElse(""));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
