package dev.vigil.store;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.Wire;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Campaigns, in the order in which they began. Every call may be repeated after a passing fault, through the same handle;
 * writing calls throw {@link Deposed} when another handle took the lead.
 */
public final class Campaigns {
    private static final String COLUMNS =
            "select id, settings, target, state, started_ms, ended_ms, spent_ms, fingerprint from campaign ";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Database database;
    private final InstantSource clock;
    private final Unsure<Campaign> begun = new Unsure<>();

    Campaigns(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A new campaign in state RUNNING; its id says when it began. */
    public Campaign start(CampaignSettings settings, Target target) {
        long now = clock.millis();
        List<Campaign> lost =
                begun.take(c -> c.settings().equals(settings) && c.target().equals(target));
        List<Campaign> mine = new ArrayList<>();
        try {
            return database.write(s -> {
                for (Campaign c : lost) {
                    if (find(s, c.id()).isPresent()) {
                        return c;
                    }
                }
                mine.add(insert(s, settings, target, now));
                return mine.get(0);
            });
        } catch (StoreFault fault) {
            begun.add(lost);
            begun.add(mine);
            throw fault;
        }
    }

    private static Campaign insert(Database.Session s, CampaignSettings settings, Target target, long now)
            throws SQLException {
        String stamp = "c" + STAMP.format(Instant.ofEpochMilli(now));
        String id = stamp;
        for (int n = 2; find(s, id).isPresent(); n++) {
            id = stamp + "-" + n;
        }
        Campaign campaign = new Campaign(id, settings, target, Campaign.State.RUNNING, now, 0, 0, null);
        s.update(
                "insert into campaign (id, target_sha, state, settings, target, fingerprint, started_ms, ended_ms,"
                        + " spent_ms, refused) values (?, ?, ?, ?, ?, null, ?, 0, 0, 0)",
                p -> {
                    p.setString(1, campaign.id());
                    p.setString(2, target.sha256());
                    p.setString(3, campaign.state().name());
                    p.setString(4, Wire.toJson(settings));
                    p.setString(5, Wire.toJson(target));
                    p.setLong(6, now);
                });
        return campaign;
    }

    public Optional<Campaign> find(String id) {
        return database.transact(s -> find(s, id));
    }

    private static Optional<Campaign> find(Database.Session s, String id) throws SQLException {
        return s.first(COLUMNS + "where id = ?", p -> p.setString(1, id), Campaigns::read);
    }

    /** The newest one that did not finish; its process may be gone without a word. */
    public Optional<Campaign> latestUnfinished() {
        return database.transact(s -> s.first(
                COLUMNS + "where state <> ? order by ordinal desc limit 1",
                p -> p.setString(1, Campaign.State.FINISHED.name()),
                Campaigns::read));
    }

    public Optional<Campaign> latest() {
        return database.transact(s -> s.first(COLUMNS + "order by ordinal desc limit 1", p -> {}, Campaigns::read));
    }

    /** All of them, oldest first. */
    public List<Campaign> history() {
        return database.transact(s -> s.list(COLUMNS + "order by ordinal", p -> {}, Campaigns::read));
    }

    /** Records where a campaign stands. {@code spentMs} is the wall time over all its sittings. */
    public void mark(String id, Campaign.State state, long spentMs) {
        long now = clock.millis();
        database.write(s -> s.update("update campaign set state = ?, spent_ms = ?, ended_ms = ? where id = ?", p -> {
            p.setString(1, state.name());
            p.setLong(2, spentMs);
            p.setLong(3, state == Campaign.State.RUNNING ? 0 : now);
            p.setString(4, id);
        }));
    }

    /** Results that came late or twice and were not counted. */
    public long refused(String id) {
        return database.transact(s -> s.number("select refused from campaign where id = ?", p -> p.setString(1, id)));
    }

    private static Campaign read(ResultSet row) throws SQLException {
        String fingerprint = row.getString(8);
        return new Campaign(
                row.getString(1),
                Rows.json(row.getString(2), CampaignSettings.class),
                Rows.json(row.getString(3), Target.class),
                Campaign.State.valueOf(row.getString(4)),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                fingerprint == null ? null : Rows.json(fingerprint, Fingerprint.class));
    }
}
