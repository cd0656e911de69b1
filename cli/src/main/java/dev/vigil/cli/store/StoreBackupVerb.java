package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.store.Backups;
import dev.vigil.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigil store backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies a whole store into one new file, which either kind of database takes back.")
final class StoreBackupVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "is made; whole, or not at all")
    private Path file = Path.of("");

    @Mixin
    private StorePlace place = new StorePlace();

    StoreBackupVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, IOException {
        try (Store store = place.openToRead(surroundings.environment())) {
            Backups.Inventory copy = store.backups().write(file, System.currentTimeMillis());
            surroundings
                    .out()
                    .println("backup    " + file + ": " + copy.rowsOfAll() + " rows of "
                            + copy.rows().getOrDefault("campaign", 0L) + " campaigns, " + Size.text(Files.size(file)));
        }
        return Exit.DONE.code();
    }
}
