package dev.vigil.store;

import java.time.InstantSource;

/**
 * Who may write. A handle that took the lead writes as long as nobody took it after: each writing call of {@link Units},
 * {@link Results}, {@link Campaigns} and {@link Pruning} holds the row of its leader until it is committed, so a take
 * waits for a write under way, and a write after it throws {@link Deposed}. A handle that never took one is not checked.
 */
public final class Leadership {
    private final Database database;
    private final InstantSource clock;

    Leadership(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Takes the lead of that name for this handle, from whoever has it. Repeatable: each call takes a newer epoch.
     *
     * @return the epoch, from 1
     */
    public long take(String name) {
        long now = clock.millis();
        long epoch = database.transact(s -> {
            s.update("insert into leader (name, epoch, taken_ms) values (?, 0, ?) on conflict do nothing", p -> {
                p.setString(1, name);
                p.setLong(2, now);
            });
            s.update("update leader set epoch = epoch + 1, taken_ms = ? where name = ?", p -> {
                p.setLong(1, now);
                p.setString(2, name);
            });
            return s.number("select epoch from leader where name = ?", p -> p.setString(1, name));
        });
        database.lead(name, epoch);
        return epoch;
    }
}
