package dev.vigil.bench.cluster;

import dev.vigil.bench.PostgresServer;
import dev.vigil.cli.BadInput;
import dev.vigil.store.Store;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A new durable store in a folder of its own, which is deleted at the end. */
final class Stores implements AutoCloseable {
    /** What keeps the store. */
    enum Kind {
        H2,
        POSTGRESQL
    }

    /** A new one that any user may enter. */
    record Folder(Path path) implements AutoCloseable {
        static Folder make() throws IOException {
            return new Folder(Files.createTempDirectory(
                    "vigil-bench-cluster",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"))));
        }

        @Override
        public void close() {
            ScratchRoot.delete(path);
        }
    }

    private final Folder folder;
    private final @Nullable PostgresServer server;
    private final Store store;

    private Stores(Folder folder, @Nullable PostgresServer server, Store store) {
        this.folder = folder;
        this.server = server;
        this.store = store;
    }

    static Stores open(Kind kind) throws IOException, InterruptedException, BadInput {
        Folder folder = Folder.make();
        return switch (kind) {
            case H2 -> new Stores(folder, null, Store.open(folder.path().resolve("h2")));
            case POSTGRESQL -> {
                PostgresServer server = PostgresServer.start(folder.path());
                yield new Stores(folder, server, Store.open(server.url(), server.user(), ""));
            }
        };
    }

    Store store() {
        return store;
    }

    /** For what else this measurement leaves behind. */
    Path folder() {
        return folder.path();
    }

    @Override
    public void close() throws IOException {
        store.close();
        if (server != null) {
            server.close();
        }
        folder.close();
    }
}
