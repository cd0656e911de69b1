package dev.vigil.store;

import dev.vigil.store.BackupFile.Column;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a whole store in one file, which either database takes. On connections of their own, so that the store may be
 * used meanwhile; a copy shows one moment.
 */
public final class Backups {
    private static final int FETCHED_ROWS = 500;
    private static final int BATCH = 500;

    private final Database database;
    private final String schema;

    Backups(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /**
     * A backup that was read to its end and is whole.
     *
     * @param schema of the store that it is a copy of
     * @param madeMs milliseconds since 1970, UTC
     * @param rows by table
     * @param highest the highest number of each column that the database counts up, by table
     */
    public record Inventory(Path file, String schema, long madeMs, Map<String, Long> rows, Map<String, Long> highest) {
        public Inventory {
            rows = Map.copyOf(rows);
            highest = Map.copyOf(highest);
        }

        public long rowsOfAll() {
            return rows.values().stream().mapToLong(n -> n).sum();
        }
    }

    /**
     * Looks through a backup, and touches no store.
     *
     * @throws StoreFault when it is no backup, damaged, or of a newer version
     */
    public static Inventory check(Path file) {
        Counting counting = new Counting();
        try {
            BackupFile.Head head = BackupFile.read(file, counting);
            return new Inventory(file, head.schema(), head.madeMs(), counting.rows, counting.highest);
        } catch (SQLException e) {
            throw new IllegalStateException("counting asks no database", e);
        }
    }

    /**
     * Writes all there is into a new file; it is there whole, or not at all.
     *
     * @param nowMs milliseconds since 1970, UTC
     * @throws StoreFault when the file is there already or cannot be written
     */
    public Inventory write(Path file, long nowMs) {
        if (Files.exists(file)) {
            throw new StoreFault("backup " + file + " is there already; name a new file");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Map<String, Long> rows = new TreeMap<>();
        try {
            try (FileOutputStream out = new FileOutputStream(part.toFile());
                    BackupFile.Writer writer = new BackupFile.Writer(out, new BackupFile.Head(schema, nowMs));
                    Connection connection = reading()) {
                for (String table : Tables.ALL) {
                    rows.put(table, write(table, connection, writer));
                }
                connection.rollback();
                writer.finish();
                out.getFD().sync();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return new Inventory(file, schema, nowMs, rows, Map.of());
        } catch (SQLException e) {
            throw forgotten(part, Faults.of(e, database.dial().place()));
        } catch (IOException e) {
            throw forgotten(part, new StoreFault("backup " + file + " cannot be written: " + e, e));
        }
    }

    private static StoreFault forgotten(Path part, StoreFault fault) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
        return fault;
    }

    /** Sees one moment of the store, whatever is written meanwhile. */
    private Connection reading() throws SQLException {
        Connection connection = database.dial().openForLong();
        try {
            if (!database.dial().server()) {
                try (Statement statement = connection.createStatement()) {
                    // Otherwise H2 gathers all rows of an answer before it shows the first.
                    statement.execute("set lazy_query_execution 1");
                }
            }
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static long write(String table, Connection connection, BackupFile.Writer writer)
            throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement("select * from " + table)) {
            statement.setFetchSize(FETCHED_ROWS);
            try (ResultSet found = statement.executeQuery()) {
                List<Column> columns = columns(found.getMetaData());
                writer.begin(table, columns);
                long rows = 0;
                while (found.next()) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 1; i <= columns.size(); i++) {
                        if (columns.get(i - 1).number()) {
                            long number = found.getLong(i);
                            values.add(found.wasNull() ? null : (Object) number);
                        } else {
                            values.add(found.getString(i));
                        }
                    }
                    writer.row(values);
                    rows++;
                }
                writer.end();
                return rows;
            }
        }
    }

    private static List<Column> columns(ResultSetMetaData data) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            int type = data.getColumnType(i);
            columns.add(new Column(data.getColumnLabel(i), type == Types.BIGINT || type == Types.INTEGER));
        }
        return columns;
    }

    /**
     * Fills an empty store, in one transaction.
     *
     * @throws StoreFault when the store is not empty, or the backup is of another schema or changed since it was checked
     */
    public void restore(Inventory backup) {
        String place = database.dial().place();
        int age = MigrationVersion.fromVersion(backup.schema).compareTo(MigrationVersion.fromVersion(schema));
        if (age != 0) {
            throw new StoreFault("backup " + backup.file + " was written by " + (age > 0 ? "a newer" : "an older")
                    + " Vigil (schema " + backup.schema + ", this one has " + schema + "); restore it with that one"
                    + (age > 0 ? "" : ", then open the store with this one, which brings it up to date"));
        }
        try (Connection connection = database.dial().openForLong()) {
            connection.setAutoCommit(false);
            refuseUnlessEmpty(connection);
            countOn(connection, backup.highest);
            try (Filling filling = new Filling(connection)) {
                BackupFile.read(backup.file, filling);
                filling.flush();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw Faults.of(e, place);
        }
    }

    private void refuseUnlessEmpty(Connection connection) throws SQLException {
        Database.Session s = new Database.Session(connection);
        for (String table : Tables.ALL) {
            long there = s.number("select count(*) from " + table, p -> {});
            if (there > 0) {
                connection.rollback();
                throw new StoreFault("store " + database.dial().place() + " is not empty (" + there + " rows in "
                        + table + "); restore into a new one");
            }
        }
    }

    /** Before the rows: H2 commits on the way, and a count that goes on too far harms nobody. */
    private static void countOn(Connection connection, Map<String, Long> highest) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, Long> e : highest.entrySet()) {
                statement.execute("alter table " + e.getKey() + " alter column " + Tables.COUNTED.get(e.getKey())
                        + " restart with " + (e.getValue() + 1));
            }
        }
    }

    private static final class Counting implements BackupFile.Reader {
        private final Map<String, Long> rows = new TreeMap<>();
        private final Map<String, Long> highest = new TreeMap<>();
        private String table = "";
        private int counted;

        @Override
        public void table(String name, List<Column> columns) {
            table = name;
            rows.put(name, 0L);
            counted = columns.stream().map(Column::name).toList().indexOf(Tables.COUNTED.getOrDefault(name, ""));
        }

        @Override
        public void row(List<@Nullable Object> values) {
            rows.merge(table, 1L, Long::sum);
            if (counted >= 0 && values.get(counted) instanceof Long number) {
                highest.merge(table, number, Math::max);
            }
        }
    }

    private static final class Filling implements BackupFile.Reader, AutoCloseable {
        private final Connection connection;
        private @Nullable PreparedStatement statement;
        private List<Column> columns = List.of();
        private int waiting;

        Filling(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void table(String name, List<Column> tableColumns) throws SQLException {
            flush();
            columns = tableColumns;
            String names = String.join(", ", columns.stream().map(Column::name).toList());
            String marks = String.join(", ", columns.stream().map(c -> "?").toList());
            statement = connection.prepareStatement("insert into " + name + " (" + names + ") values (" + marks + ")");
        }

        @Override
        public void row(List<@Nullable Object> values) throws SQLException {
            PreparedStatement open = statement;
            if (open == null) {
                throw new IllegalStateException("a row comes after its table");
            }
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                if (value instanceof Long number) {
                    open.setLong(i + 1, number);
                } else if (value instanceof String text) {
                    open.setString(i + 1, text);
                } else {
                    open.setNull(i + 1, columns.get(i).number() ? Types.BIGINT : Types.VARCHAR);
                }
            }
            open.addBatch();
            if (++waiting == BATCH) {
                open.executeBatch();
                waiting = 0;
            }
        }

        void flush() throws SQLException {
            PreparedStatement open = statement;
            if (open != null) {
                if (waiting > 0) {
                    open.executeBatch();
                }
                open.close();
            }
            statement = null;
            waiting = 0;
        }

        @Override
        public void close() throws SQLException {
            if (statement != null) {
                statement.close();
            }
        }
    }
}
