package dev.vigil.store;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/** Brings a store to the version that this program knows, and refuses one that is ahead of it. */
final class Schema {
    private Schema() {}

    /**
     * @param readOnly whether an older version may not be brought up to date
     * @return the version that the store has now
     */
    static String migrate(Dial dial, boolean readOnly) {
        String place = dial.place();
        try {
            Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(dial.url(), dial.user(), dial.password())
                    .jdbcProperties(dial.forMigration())
                    .locations("classpath:dev/vigil/store/migrations")
                    .table("vigil_schema")
                    .load();
            @Nullable MigrationInfo current = flyway.info().current();
            if (current != null && !current.getState().isResolved()) {
                throw new StoreFault("store " + place + " was written by a newer Vigil (schema " + current.getVersion()
                        + "); use that one, or give another --out");
            }
            boolean behind = flyway.info().pending().length > 0;
            if (behind && readOnly && current != null) {
                throw new StoreFault("store " + place + " was written by an older Vigil (schema " + current.getVersion()
                        + ") and is only read here; start a run there, which brings it up to date");
            }
            if (behind) {
                flyway.migrate();
            }
            @Nullable MigrationInfo now = flyway.info().current();
            return now == null ? "" : String.valueOf(now.getVersion());
        } catch (FlywayException e) {
            SQLException sql = sqlCause(e);
            throw sql != null
                    ? Faults.of(sql, place)
                    : new StoreFault(
                            "store " + place + " is not one of ours or was changed by hand: "
                                    + String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("no message"),
                            e);
        }
    }

    private static @Nullable SQLException sqlCause(Throwable fault) {
        int depth = 0;
        for (@Nullable Throwable t = fault; t != null && depth < 10; t = t.getCause(), depth++) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
