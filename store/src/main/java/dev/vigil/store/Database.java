package dev.vigil.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection behind a lock. Writers are one coordinator and its few results per second, so a pool would only add
 * ways to fail; a caller waits for those that came before it, and not in a crowd. A connection to a server that broke is
 * thrown away, and the next transaction opens another.
 */
final class Database implements AutoCloseable {
    /** Callers that may wait; one more is told that the store is busy. */
    static final int WAITING_MAX = 256;

    private final Dial dial;
    private final LoadMeter meter;
    private final ReentrantLock lock = new ReentrantLock(true);
    private @Nullable Connection connection;
    private @Nullable Claim claim;
    private boolean closed;
    private boolean compactAtEnd;
    /** Whether somebody was told that this store fails. */
    private boolean told;

    /** Of the transaction that runs: whether the lead was looked at, and what failed in it. */
    private boolean leads;

    private @Nullable SQLException failed;

    private @Nullable Session running;

    private record Claim(String name, long epoch) {}

    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    interface Bind {
        void to(PreparedStatement statement) throws SQLException;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    Database(Dial dial, Connection connection, LoadMeter meter) throws SQLException {
        this.dial = dial;
        this.connection = transactional(connection);
        this.meter = meter;
    }

    private static Connection transactional(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    Dial dial() {
        return dial;
    }

    Load load() {
        return meter.load(lock.getQueueLength());
    }

    /** From now on {@link #write} is for as long as this epoch is the newest of that name. */
    void lead(String name, long epoch) {
        lock.lock();
        try {
            claim = new Claim(name, epoch);
        } finally {
            lock.unlock();
        }
    }

    /** Gives room that was pruned back to the disk when an embedded store is closed. */
    void compactAtEnd() {
        lock.lock();
        try {
            compactAtEnd = true;
        } finally {
            lock.unlock();
        }
    }

    /** All of the work or none of it. */
    <T> T transact(Work<T> work) {
        return inTurn(work);
    }

    /**
     * The same for who leads.
     *
     * @throws Deposed when another has the lead now
     */
    <T> T write(Work<T> work) {
        return inTurn(s -> {
            Claim mine = claim;
            if (mine != null && !leads) {
                long newest =
                        s.number("select epoch from leader where name = ? for update", p -> p.setString(1, mine.name));
                if (newest != mine.epoch) {
                    throw new Deposed("store " + dial.place() + " is led by another coordinator now (epoch " + newest
                            + ", this one had " + mine.epoch + "); this one writes no more");
                }
                leads = true;
            }
            return work.in(s);
        });
    }

    /** All that the caller asks of this store meanwhile, on its thread, is one transaction. */
    <T> T together(Supplier<T> calls) {
        return inTurn(s -> {
            T value = calls.get();
            SQLException fault = failed;
            if (fault != null) {
                throw fault;
            }
            return value;
        });
    }

    private <T> T within(Work<T> work) {
        try {
            Session outer = running;
            return work.in(outer == null ? new Session(connected()) : outer);
        } catch (SQLException e) {
            failed = e;
            throw Faults.of(e, dial.place());
        }
    }

    private <T> T inTurn(Work<T> work) {
        if (lock.isHeldByCurrentThread()) {
            return within(work);
        }
        if (lock.getQueueLength() >= WAITING_MAX) {
            throw StoreFault.passing(
                    "store " + dial.place() + " is busy: " + WAITING_MAX + " callers wait for it; try again later",
                    null);
        }
        lock.lock();
        meter.begins();
        leads = false;
        failed = null;
        try {
            Connection open = connected();
            Session session = new Session(open);
            running = session;
            T value = work.in(session);
            session.flush();
            open.commit();
            return value;
        } catch (SQLException e) {
            undo(e);
            told = true;
            throw Faults.of(e, dial.place());
        } catch (RuntimeException | Error e) {
            SQLException below = failed;
            told |= below != null;
            undo(below == null ? e : below);
            throw e;
        } finally {
            running = null;
            meter.ends();
            lock.unlock();
        }
    }

    private Connection connected() throws SQLException {
        if (closed) {
            throw new StoreFault("store " + dial.place() + " is closed");
        }
        Connection open = connection;
        if (open == null) {
            open = transactional(dial.open());
            connection = open;
        }
        return open;
    }

    /** Rolls back; what cannot be rolled back is a connection that is lost. */
    private void undo(Throwable cause) {
        Connection open = connection;
        if (open == null) {
            return;
        }
        if (running != null) {
            running.forget(cause);
        }
        if (cause instanceof SQLException sql && Faults.damage(sql)) {
            abandon(open);
            return;
        }
        try {
            open.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            if (dial.server()) {
                connection = null;
                cut(open, cause);
            }
        }
    }

    /** Without a word to the server, which may not be there. */
    private static void cut(Connection lost, Throwable cause) {
        try {
            lost.abort(Runnable::run);
        } catch (SQLException e) {
            cause.addSuppressed(e);
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

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Connection open = connection;
            connection = null;
            if (open == null) {
                return;
            }
            if (compactAtEnd && !dial.server() && !told) {
                try (Statement statement = open.createStatement()) {
                    statement.execute("SHUTDOWN COMPACT");
                }
            }
            open.close();
        } catch (SQLException e) {
            // A full disk fails the last write as it did the one before; one line about it is enough.
            if (!told) {
                throw Faults.of(e, dial.place());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The open transaction, for the one who runs in it. */
    static final class Session {
        private static final int BATCH = 500;
        private static final Pattern UNITS = Pattern.compile("^(update|insert into|delete from) unit\\b");

        private final Connection connection;

        /** By their text: statements that were not sent yet, each for several rows, and how many rows these are. */
        private final Map<String, PreparedStatement> later = new LinkedHashMap<>();

        private int waiting;
        private long unitChanges;

        Session(Connection connection) {
            this.connection = connection;
        }

        int update(String sql, Bind bind) throws SQLException {
            flush();
            changing(sql);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind.to(statement);
                return statement.executeUpdate();
            }
        }

        /**
         * One that goes together with others of the same text, before anything else is asked or done: to a server each way costs more than what
         * is done there. Those of different texts may change places.
         */
        void updateLater(String sql, Bind bind) throws SQLException {
            PreparedStatement statement = later.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                later.put(sql, statement);
            }
            bind.to(statement);
            statement.addBatch();
            if (++waiting == BATCH) {
                flush();
            }
        }

        void flush() throws SQLException {
            for (PreparedStatement one : later.values()) {
                try (PreparedStatement statement = one) {
                    send(statement);
                }
            }
            later.clear();
            waiting = 0;
        }

        /** Of a transaction that is not to be: what was not sent yet never is. */
        void forget(Throwable cause) {
            for (PreparedStatement statement : later.values()) {
                try {
                    statement.close();
                } catch (SQLException e) {
                    cause.addSuppressed(e);
                }
            }
            later.clear();
        }

        /** What was read of units is as it was while this stays, but for what was to be done later. */
        long unitChanges() {
            return unitChanges;
        }

        private void changing(String sql) {
            unitChanges += UNITS.matcher(sql).find() ? 1 : 0;
        }

        Connection connection() throws SQLException {
            flush();
            unitChanges++;
            return connection;
        }

        /** One statement for many rows. */
        <T> void each(String sql, Collection<T> rows, BindRow<T> bind) throws SQLException {
            if (rows.isEmpty()) {
                return;
            }
            flush();
            changing(sql);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int batched = 0;
                for (T row : rows) {
                    bind.to(statement, row);
                    statement.addBatch();
                    if (++batched == BATCH) {
                        send(statement);
                        batched = 0;
                    }
                }
                if (batched > 0) {
                    send(statement);
                }
            }
        }

        private static void send(PreparedStatement batch) throws SQLException {
            try {
                batch.executeBatch();
            } catch (BatchUpdateException e) {
                // It speaks of the batch, and the one behind it of what was wrong.
                throw e.getNextException() == null ? e : e.getNextException();
            }
        }

        <T> List<T> list(String sql, Bind bind, Row<T> read) throws SQLException {
            flush();
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
