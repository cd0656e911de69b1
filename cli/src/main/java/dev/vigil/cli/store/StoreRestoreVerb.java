package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.store.Backups;
import dev.vigil.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigil store restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Fills an empty store from a backup; all of it, or nothing.")
final class StoreRestoreVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "what vigil store backup wrote")
    private Path file = Path.of("");

    @Mixin
    private StorePlace place = new StorePlace();

    StoreRestoreVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput {
        // Before a store is made that nothing will be in.
        Backups.Inventory backup = Backups.check(file);
        try (Store store = place.openOrMake(surroundings.environment())) {
            store.backups().restore(backup);
            surroundings
                    .out()
                    .println("restored  " + backup.rowsOfAll() + " rows of "
                            + backup.rows().getOrDefault("campaign", 0L) + " campaigns, as of "
                            + Instant.ofEpochMilli(backup.madeMs()) + ", into " + store.place());
        }
        return Exit.DONE.code();
    }
}
