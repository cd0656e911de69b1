package dev.vigil.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection behind a lock. Writers are one coordinator and its few results per second, so a pool would only add
 * ways to fail; a reader waits for at most one transaction.
 */
final class Database implements AutoCloseable {
    private final Connection connection;
    private final String place;
    private final ReentrantLock lock = new ReentrantLock();
    /** Whether somebody was told that this store fails. */
    private boolean told;

    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    interface Bind {
        void to(PreparedStatement statement) throws SQLException;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    Database(Connection connection, String place) throws SQLException {
        this.connection = connection;
        this.place = place;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    /** All of the work or none of it. */
    <T> T transact(Work<T> work) {
        lock.lock();
        try {
            T value = work.in(new Session(connection));
            connection.commit();
            return value;
        } catch (SQLException e) {
            if (Faults.damage(e)) {
                abandon(connection);
            } else {
                rollback(e);
            }
            told = true;
            throw Faults.of(e, place);
        } catch (RuntimeException | Error e) {
            rollback(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Closes a damaged file as it is: an orderly end would tidy up in it, and what is left may still be rescued. */
    static void abandon(Connection damaged) {
        try (Statement statement = damaged.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // That it is closed now is itself reported as a fault.
            return;
        }
    }

    private void rollback(Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            // A full disk fails the last write as it did the one before; one line about it is enough.
            if (!told) {
                throw Faults.of(e, place);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The open transaction, for the one who runs in it. */
    static final class Session {
        private static final int BATCH = 500;
        private final Connection connection;

        Session(Connection connection) {
            this.connection = connection;
        }

        int update(String sql, Bind bind) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind.to(statement);
                return statement.executeUpdate();
            }
        }

        /** One statement for many rows. */
        <T> void each(String sql, Iterable<T> rows, BindRow<T> bind) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int waiting = 0;
                for (T row : rows) {
                    bind.to(statement, row);
                    statement.addBatch();
                    if (++waiting == BATCH) {
                        statement.executeBatch();
                        waiting = 0;
                    }
                }
                if (waiting > 0) {
                    statement.executeBatch();
                }
            }
        }

        <T> List<T> list(String sql, Bind bind, Row<T> read) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind.to(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    List<T> values = new ArrayList<>();
                    while (rows.next()) {
                        values.add(read.read(rows));
                    }
                    return values;
                }
            }
        }

        <T> Optional<T> first(String sql, Bind bind, Row<T> read) throws SQLException {
            List<T> values = list(sql, bind, read);
            return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
        }

        long number(String sql, Bind bind) throws SQLException {
            return first(sql, bind, row -> row.getLong(1)).orElse(0L);
        }
    }

    interface BindRow<T> {
        void to(PreparedStatement statement, T row) throws SQLException;
    }
}
