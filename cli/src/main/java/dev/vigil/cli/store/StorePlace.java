package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import dev.vigil.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store: a folder of runs, or a PostgreSQL database. */
final class StorePlace {
    private static final String PASSWORD = "VIGIL_STORE_PASSWORD";

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the runs (vigil-out)")
    private @Nullable Path out;

    @Option(names = "--store", paramLabel = "JDBCURL", description = "jdbc:postgresql://HOST:PORT/DATABASE instead")
    private @Nullable String url;

    @Option(
            names = "--store-user",
            paramLabel = "NAME",
            defaultValue = "vigil",
            description = "who to be there (${DEFAULT-VALUE})")
    private String user = "vigil";

    @Option(
            names = "--store-password-file",
            paramLabel = "FILE",
            description = "its first line is the password; without it, the variable " + PASSWORD + " is")
    private @Nullable Path passwordFile;

    /** A store that is there, to be changed. */
    Store open(Map<String, String> environment) throws BadInput {
        refuseNonsense();
        if (url != null) {
            return Store.open(url, user, password(environment));
        }
        return Store.open(existing());
    }

    /** A store that is there, to be looked at. */
    Store openToRead(Map<String, String> environment) throws BadInput {
        refuseNonsense();
        if (url != null) {
            return Store.openToRead(url, user, password(environment));
        }
        return Store.openToRead(existing());
    }

    /** A store that is made when it is not there. */
    Store openOrMake(Map<String, String> environment) throws BadInput {
        refuseNonsense();
        if (url != null) {
            return Store.open(url, user, password(environment));
        }
        return Store.open(folder());
    }

    private Path folder() {
        return out == null ? Path.of("vigil-out") : out;
    }

    private Path existing() throws BadInput {
        if (!Files.isRegularFile(folder().resolve("store.mv.db"))) {
            throw new BadInput("there is no store in " + folder()
                    + "; start a run first, name its folder with --out, or a database with --store");
        }
        return folder();
    }

    private void refuseNonsense() throws BadInput {
        if (url == null) {
            if (passwordFile != null) {
                throw new BadInput("--store-password-file goes with --store JDBCURL; a folder has no password");
            }
            return;
        }
        if (out != null) {
            throw new BadInput("--out and --store exclude each other: name one store");
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new BadInput("--store takes jdbc:postgresql://HOST:PORT/DATABASE, not " + url);
        }
        if (url.contains("password=")) {
            throw new BadInput("--store has a password in it, which others on this machine can see; put it into "
                    + PASSWORD + " or into a file for --store-password-file");
        }
    }

    private String password(Map<String, String> environment) throws BadInput {
        if (passwordFile == null) {
            return environment.getOrDefault(PASSWORD, "");
        }
        try {
            return Files.readString(passwordFile).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new BadInput("--store-password-file " + passwordFile + " cannot be read: " + e, e);
        }
    }
}
