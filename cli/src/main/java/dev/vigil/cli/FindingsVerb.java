package dev.vigil.cli;

import dev.vigil.model.call.Seeds;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.wire.Wire;
import dev.vigil.reports.CaseSizes;
import dev.vigil.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--stats", description = "only how small the cases of the proven ones are")
    private boolean stats;

    @Option(
            names = "--draw",
            paramLabel = "N",
            description = "only N of the proven ones, drawn by --seed: a sample to be judged by hand")
    private @Nullable Integer draw;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the draw (${DEFAULT-VALUE})")
    private long seed;

    FindingsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput {
        if (draw != null && draw < 1) {
            throw new BadInput("--draw must be at least 1, not " + draw);
        }
        if (stats && json) {
            throw new BadInput("--stats and --json exclude each other");
        }
        try (Store store = from.open()) {
            List<Finding> all =
                    draw == null ? store.ledger().all() : drawn(store.ledger().all(), draw);
            if (stats) {
                surroundings.out().println(CaseSizes.line(all));
            } else if (json) {
                surroundings.out().println(Wire.toPrettyJson(FindingList.of(all)));
            } else if (all.isEmpty()) {
                surroundings.out().println("no findings in " + from.folder());
            } else {
                // The same fault has the same id on every build; a reader must be able to tell the lines apart.
                boolean several =
                        all.stream().map(FindingsVerb::target).distinct().count() > 1;
                all.forEach(f -> surroundings.out().println(line(f) + (several ? "  on " + target(f) : "")));
            }
        }
        return Exit.DONE.code();
    }

    /** The order depends on the seed and the ids alone, so that a sample can be drawn again from a copy of the store. */
    private List<Finding> drawn(List<Finding> all, int wanted) {
        return all.stream()
                .filter(f -> f.status() == FindingStatus.PROVEN)
                .sorted(Comparator.comparingLong((Finding f) -> Seeds.mix(seed, f.id())))
                .limit(wanted)
                .toList();
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

    private static String target(Finding f) {
        return f.targetName();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
