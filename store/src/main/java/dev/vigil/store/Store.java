package dev.vigil.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The memory of all campaigns. Opened by {@code cli}, written by the coordinator, read by reports. Thread-safe; every
 * call is one transaction and blocks. Its clock is the only one that leases are measured by.
 */
public final class Store implements AutoCloseable {
    private final Database database;
    private final String schema;
    private final Campaigns campaigns;
    private final Units units;
    private final Results results;
    private final Targets targets;
    private final Ledger ledger;
    private final Books books;
    private final Leadership leadership;
    private final Pruning pruning;

    private Store(Database database, String schema, InstantSource clock) {
        this.database = database;
        this.schema = schema;
        this.campaigns = new Campaigns(database, clock);
        this.units = new Units(database, clock);
        this.results = new Results(database, clock);
        this.targets = new Targets(database);
        this.ledger = new Ledger(database);
        this.books = new Books(database);
        this.leadership = new Leadership(database, clock);
        this.pruning = new Pruning(database, clock);
    }

    /**
     * The H2 file {@code store.mv.db} in a folder; made when there is none.
     *
     * @throws StoreFault when it is damaged, in use by another process, unwritable, or of a newer version
     */
    public static Store open(Path dir) {
        return open(dir, InstantSource.system());
    }

    /**
     * The same for who writes nothing: H2 tidies up in a file that it closes, which a damaged one might not survive.
     *
     * @throws StoreFault as above, and when the store was written by an older version and has to be brought up to date
     */
    public static Store openToRead(Path dir) {
        return open(dir, true, InstantSource.system());
    }

    public static Store open(Path dir, InstantSource clock) {
        return open(dir, false, clock);
    }

    private static Store open(Path dir, boolean readOnly, InstantSource clock) {
        Path file = dir.toAbsolutePath().normalize().resolve("store");
        Path place = Path.of(file + ".mv.db");
        if (place.toString().indexOf(';') >= 0) {
            throw new StoreFault("store " + place + " cannot be opened: its path has a semicolon; give another --out");
        }
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new StoreFault("store " + place + " cannot be made: " + e, e);
        }
        // Commits reach the file at once (a killed process loses none), and the database stays open in shutdown hooks.
        String url = "jdbc:h2:file:" + file + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;COMPRESS=TRUE;QUERY_CACHE_SIZE=100"
                + (readOnly ? ";ACCESS_MODE_DATA=r" : "");
        return connect(Dial.file(url, place), readOnly, clock);
    }

    /**
     * A PostgreSQL database, version 15 or later, for a cluster. Its handle outlives its connections: see
     * {@link StoreFault#passing}.
     */
    public static Store open(String jdbcUrl, String user, String password) {
        return open(jdbcUrl, user, password, InstantSource.system());
    }

    public static Store open(String jdbcUrl, String user, String password, InstantSource clock) {
        return connect(Dial.server(jdbcUrl, user, password), false, clock);
    }

    /**
     * The same for who only looks.
     *
     * @throws StoreFault as above, and when the store was written by an older version and has to be brought up to date
     */
    public static Store openToRead(String jdbcUrl, String user, String password) {
        return connect(Dial.server(jdbcUrl, user, password), true, InstantSource.system());
    }

    private static Store connect(Dial dial, boolean readOnly, InstantSource clock) {
        Connection connection;
        try {
            connection = dial.open();
        } catch (SQLException e) {
            throw Faults.of(e, dial.place());
        }
        try {
            // H2 shares one open database within a process, so this second look costs nothing.
            String schema = Schema.migrate(dial, readOnly);
            return new Store(new Database(dial, connection, new LoadMeter(System::nanoTime)), schema, clock);
        } catch (SQLException | RuntimeException e) {
            try {
                if (damaged(e)) {
                    Database.abandon(connection);
                }
                connection.close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e instanceof StoreFault fault
                    ? fault
                    : e instanceof SQLException sql
                            ? Faults.of(sql, dial.place())
                            : new StoreFault("store " + dial.place() + " cannot be opened: " + e, e);
        }
    }

    private static boolean damaged(Exception fault) {
        return (fault.getCause() instanceof SQLException cause && Faults.damage(cause))
                || (fault instanceof SQLException sql && Faults.damage(sql));
    }

    /**
     * All calls that are made meanwhile on this thread are one transaction: a commit costs the same whatever it holds. When
     * it throws, nothing of it was written, or nobody knows; what single calls remember of lost answers does not reach over
     * it, so go on from what the store says then.
     *
     * @throws StoreFault what a call threw, or the commit
     */
    public <T> T together(Supplier<T> calls) {
        return database.together(calls);
    }

    /** File or address, for messages. */
    public String place() {
        return database.dial().place();
    }

    public Campaigns campaigns() {
        return campaigns;
    }

    public Units units() {
        return units;
    }

    public Results results() {
        return results;
    }

    public Targets targets() {
        return targets;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Books books() {
        return books;
    }

    public Leadership leadership() {
        return leadership;
    }

    public Pruning pruning() {
        return pruning;
    }

    /**
     * Prunes the oldest finished campaigns until the store fits into that many bytes, or none is left to be pruned. For
     * the coordinator, before a campaign begins; short transactions, but may take minutes on a large store.
     */
    public Pruning.Pruned prune(long bytesMax) {
        return pruning.toSize(bytesMax);
    }

    /** For copies of the whole store. */
    public Backups backups() {
        return new Backups(database, schema);
    }

    /** How busy this handle is. Never blocks. */
    public Load load() {
        return database.load();
    }

    /** What the store holds; counts every row of it. */
    public StoreInfo info() {
        return StoreInfo.of(database, schema);
    }

    @Override
    public void close() {
        database.close();
    }
}
