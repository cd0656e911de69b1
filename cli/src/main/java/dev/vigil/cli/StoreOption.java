package dev.vigil.cli;

import dev.vigil.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of an earlier run, for verbs that read it. */
public final class StoreOption {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vigil-out",
            description = "folder of the runs (${DEFAULT-VALUE})")
    private Path out = Path.of("vigil-out");

    public Path folder() {
        return out;
    }

    /**
     * @throws BadInput when nothing was ever run there
     */
    public Store open() throws BadInput {
        if (!Files.isRegularFile(out.resolve("store.mv.db"))) {
            throw new BadInput("there is no store in " + out + "; start a run first, or name its folder with --out");
        }
        return Store.openToRead(out);
    }
}
