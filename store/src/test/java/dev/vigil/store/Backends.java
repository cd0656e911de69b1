package dev.vigil.store;

import dev.vigil.testing.TemporaryPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The two databases, each fresh for every test. Started on first use, closed by whoever made it. */
final class Backends implements AutoCloseable {
    private Optional<TemporaryPostgres> postgres = Optional.empty();

    /** Which database a test runs on. */
    enum Kind {
        H2,
        POSTGRESQL
    }

    /** Opens the same fresh store as often as the test likes. */
    interface Opener {
        Store open(InstantSource clock);
    }

    Opener fresh(Kind kind, Path dir) throws Exception {
        return switch (kind) {
            case H2 -> {
                Path folder = Files.createTempDirectory(dir, "store");
                yield clock -> Store.open(folder, clock);
            }
            case POSTGRESQL -> {
                String url = server().freshDatabase();
                yield clock -> Store.open(url, "vigil", "", clock);
            }
        };
    }

    TemporaryPostgres server() throws Exception {
        if (postgres.isEmpty()) {
            Optional<Path> programs = TemporaryPostgres.programs();
            if (programs.isEmpty()) {
                Assumptions.abort("no PostgreSQL programs under /usr/lib/postgresql");
            }
            postgres = Optional.of(TemporaryPostgres.start(programs.orElseThrow()));
        }
        return postgres.orElseThrow();
    }

    @Override
    public void close() throws IOException {
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
