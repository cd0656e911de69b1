package dev.vigil.store;

import java.time.InstantSource;

/**
 * Who may write. A handle that took the lead writes as long as nobody took it after: each writing call of {@link Units},
 * {@link Results}, {@link Campaigns} and {@link Pruning} holds the row of its leader until it is committed, so a take
 * waits for a write under way, and a write after it throws {@link Deposed}. A handle that never took one is not checked.
 */
public final class Leadership {
    private static final String NOW_MS = "cast(extract(epoch from current_timestamp) * 1000 as bigint)";

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
            s.update(
                    "insert into leader (name, epoch, beats, taken_ms) values (?, 0, 0, ?) on conflict do nothing",
                    p -> {
                        p.setString(1, name);
                        p.setLong(2, now);
                    });
            s.update("update leader set epoch = epoch + 1, beats = beats + 1, taken_ms = ? where name = ?", p -> {
                p.setLong(1, now);
                p.setString(2, name);
            });
            return s.number("select epoch from leader where name = ?", p -> p.setString(1, name));
        });
        database.lead(name, epoch);
        return epoch;
    }

    /** Says that whoever leads by this handle is alive. */
    public void beat(String name) {
        database.write(s -> s.update("update leader set beats = beats + 1 where name = ?", p -> p.setString(1, name)));
    }

    /**
     * Takes and beats so far, 0 before the first. One that stands still for longer than a leader keeps silent says that
     * there is none; no clocks of two machines are compared.
     */
    public long beats(String name) {
        return database.transact(s -> s.number("select beats from leader where name = ?", p -> p.setString(1, name)));
    }

    /**
     * Holds a name for an owner for so long from now, by the database's clock, which is one for all. Of several owners one at
     * most gets it; who has it may ask again.
     *
     * @return whether that owner has it now
     */
    public boolean hold(String name, String owner, long ms) {
        return database.transact(s -> {
            s.update(
                    "insert into hold (name, owner, until_ms) values (?, '', 0) on conflict do nothing",
                    p -> p.setString(1, name));
            return s.update(
                            "update hold set owner = ?, until_ms = " + NOW_MS + " + ? where name = ? and (owner = ? or"
                                    + " until_ms < " + NOW_MS + ")",
                            p -> {
                                p.setString(1, owner);
                                p.setLong(2, ms);
                                p.setString(3, name);
                                p.setString(4, owner);
                            })
                    == 1;
        });
    }

    /** Gives the name back, when that owner has it. */
    public void release(String name, String owner) {
        database.transact(s -> s.update("update hold set until_ms = 0 where name = ? and owner = ?", p -> {
            p.setString(1, name);
            p.setString(2, owner);
        }));
    }
}
