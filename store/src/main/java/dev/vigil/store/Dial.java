package dev.vigil.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How connections to one database are made, and what the two kinds of database have apart. Thread-safe. */
final class Dial {
    private static final String CONNECT_SECONDS = "5";
    /** Longer than any statement may take, so that silence means a lost server. */
    private static final String ANSWER_SECONDS = "20";

    private static final String MIGRATION_SECONDS = "3600";

    /**
     * A leader that hangs or whose network is cut must not hold its locks for longer than a standby waits for them; the
     * last line has the server notice that nobody answers.
     */
    private static final String SHORT_TRANSACTIONS = "set lock_timeout = '8s'; set statement_timeout = '15s';"
            + " set idle_in_transaction_session_timeout = '8s';"
            + " set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3";

    private final String url;
    private final String user;
    private final String password;
    private final String place;
    /** Of H2; null for a server. */
    private final @Nullable Path file;

    private Dial(String url, String user, String password, String place, @Nullable Path file) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.place = place;
        this.file = file;
    }

    static Dial file(String url, Path file) {
        return new Dial(url, "vigil", "", file.toString(), file);
    }

    static Dial server(String url, String user, String password) {
        // What follows the question mark may hold a password, and places are printed.
        int parameters = url.indexOf('?');
        return new Dial(url, user, password, parameters < 0 ? url : url.substring(0, parameters), null);
    }

    /** File or address, for messages. */
    String place() {
        return place;
    }

    /** Whether a new connection may work when one was lost; an embedded database that is gone is gone. */
    boolean server() {
        return file == null;
    }

    /** For short transactions. */
    Connection open() throws SQLException {
        return connect(SHORT_TRANSACTIONS, ANSWER_SECONDS);
    }

    /** For work on the whole store: statements may take their time, but not wait for locks without end. */
    Connection openForLong() throws SQLException {
        return connect("set lock_timeout = '8s'", MIGRATION_SECONDS);
    }

    private Connection connect(String session, String answerSeconds) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        if (file != null) {
            return DriverManager.getConnection(url, properties);
        }
        driver(answerSeconds).forEach(properties::setProperty);
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(session);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Parameters of the URL go before these. */
    private static Map<String, String> driver(String answerSeconds) {
        return Map.of(
                "connectTimeout",
                CONNECT_SECONDS,
                "socketTimeout",
                answerSeconds,
                "tcpKeepAlive",
                "true",
                "reWriteBatchedInserts",
                "true",
                "ApplicationName",
                "vigil-" + ProcessHandle.current().pid());
    }

    String url() {
        return url;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    /** Driver properties of whoever migrates. */
    Map<String, String> forMigration() {
        return file != null ? Map.of() : driver(MIGRATION_SECONDS);
    }

    /** What the database takes of its disk. */
    long bytes(Connection connection) throws SQLException {
        if (file != null) {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw new StoreFault("store " + place + " cannot be measured: " + e, e);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("select pg_database_size(current_database())");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
