package dev.vigil.store;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.Totals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Removes what is bulky of old campaigns: kept cases, units with their results, distinct calls, the cases of candidates.
 * What stays are the campaigns themselves, findings and what their proofs saw, counters, rates, coverage, losses and
 * remarks, so that every report still comes out, with a note. Finished campaigns only; in short transactions, so others
 * get their turn. Repeatable after any fault: it goes on where it ended.
 */
public final class Pruning {
    private static final int ROWS_PER_TRANSACTION = 500;
    private static final List<String> BULKY = List.of("kept", "result", "unit", "mark", "candidate");

    /** What rows take beside their texts, bytes; figures of the weights that campaigns are compared by. */
    private static final String WEIGHTS =
            "select campaign, sum(w) from (select campaign, 200 + octet_length(content) as w from unit"
                    + " where state in ('DONE', 'DROPPED')"
                    + " union all select campaign, 150 + coalesce(octet_length(harvest), 0) as w from result"
                    + " union all select campaign, 200 + octet_length(content) as w from kept"
                    + " union all select campaign, 150 as w from mark where mark like '" + Books.CALL_MARK + "%'"
                    + " union all select campaign, octet_length(content) as w from candidate where content <> ''"
                    + ") x group by campaign";

    private static final String REST = "select sum(w) from (select octet_length(content)"
            + " + coalesce(octet_length(observation), 0) as w from sighting"
            + " union all select octet_length(content) as w from finding"
            + " union all select octet_length(content) as w from knowledge"
            + " union all select 150 as w from counter"
            + " union all select 150 as w from mark where mark not like '" + Books.CALL_MARK + "%'"
            + " union all select octet_length(line) as w from remark) x";

    private final Database database;
    private final InstantSource clock;
    /** Of the disk for each of weight, once something was pruned that was not given back to the disk yet; 0 before. */
    private double bytesPerWeight;

    Pruning(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What was removed.
     *
     * @param campaigns oldest first
     * @param rows that are gone
     * @param bytesBefore that the store took of its disk
     * @param bytesAfter that it takes now; of a file, an estimate of what it will take once it is closed
     */
    public record Pruned(List<String> campaigns, long rows, long bytesBefore, long bytesAfter) {
        public Pruned {
            campaigns = List.copyOf(campaigns);
        }
    }

    private record Old(String id, boolean finished, double weight) {}

    /**
     * Prunes every finished campaign but the newest.
     *
     * @param count of campaigns that stay whole, at least 0; unfinished ones among the newest are counted
     */
    public synchronized Pruned keepCampaigns(int count) {
        Weighed weighed = weighed();
        List<Old> old = weighed.campaigns.subList(0, Math.max(0, weighed.campaigns.size() - count));
        return prune(weighed, old, Long.MIN_VALUE);
    }

    /** Prunes the oldest finished campaigns until the store takes at most that many bytes, or none is left. */
    public synchronized Pruned toSize(long bytesMax) {
        Weighed weighed = weighed();
        return prune(weighed, weighed.campaigns, bytesMax);
    }

    private record Weighed(long bytes, double whole, List<Old> campaigns) {}

    /** Every campaign with what pruning would take, oldest first. */
    private Weighed weighed() {
        try (Connection connection = database.dial().openForLong()) {
            connection.setAutoCommit(false);
            Database.Session s = new Database.Session(connection);
            Map<String, Double> weights = new LinkedHashMap<>();
            record Weight(String campaign, double bytes) {}
            s.list(WEIGHTS, p -> {}, row -> new Weight(row.getString(1), row.getDouble(2)))
                    .forEach(w -> weights.put(w.campaign, w.bytes));
            double rest = s.number(REST, p -> {});
            List<Old> campaigns = s.list(
                    "select id, state from campaign order by ordinal",
                    p -> {},
                    row -> new Old(
                            row.getString(1),
                            row.getString(2).equals(Campaign.State.FINISHED.name()),
                            weights.getOrDefault(row.getString(1), 0.0)));
            long bytes = database.dial().bytes(connection);
            connection.rollback();
            double bulk = weights.values().stream().mapToDouble(w -> w).sum();
            return new Weighed(bytes, Math.max(1, rest + bulk), campaigns);
        } catch (SQLException e) {
            throw Faults.of(e, database.dial().place());
        }
    }

    private Pruned prune(Weighed weighed, List<Old> candidates, long bytesMax) {
        // What was pruned before takes its part of the disk until it is given back.
        double taken = bytesPerWeight == 0
                ? (double) weighed.bytes
                : Math.min((double) weighed.bytes, bytesPerWeight * weighed.whole);
        double left = taken;
        double weight = weighed.whole;
        List<String> pruned = new ArrayList<>();
        long rows = 0;
        for (Old old : candidates) {
            if (left <= bytesMax) {
                break;
            }
            if (old.finished && old.weight > 0) {
                rows += prune(old.id);
                pruned.add(old.id);
                left -= taken * old.weight / weighed.whole;
                weight -= old.weight;
            }
        }
        if (pruned.isEmpty()) {
            return new Pruned(pruned, 0, weighed.bytes, (long) taken);
        }
        bytesPerWeight = left / Math.max(1, weight);
        long after = giveBack((long) left);
        return new Pruned(pruned, rows, weighed.bytes, after);
    }

    /** A server's tables are written anew, one after the other; a file is, when it is closed. */
    private long giveBack(long estimate) {
        if (!database.dial().server()) {
            database.compactAtEnd();
            return estimate;
        }
        try (Connection connection = database.dial().openForLong();
                Statement statement = connection.createStatement()) {
            for (String table : BULKY) {
                statement.execute("vacuum (full, analyze) " + table);
            }
            bytesPerWeight = 0;
            return database.dial().bytes(connection);
        } catch (SQLException e) {
            StoreFault fault = Faults.of(e, database.dial().place());
            if (!fault.passing()) {
                throw fault;
            }
            // Somebody needs the table; the rows are gone, and the server's own tidying makes their room usable again.
            return estimate;
        }
    }

    private long prune(String campaign) {
        begin(campaign);
        long rows = calls(campaign);
        rows += repeated(() -> units(campaign));
        rows += repeated(() -> database.write(s -> s.update(
                "delete from kept where id in (select id from kept where campaign = ? limit " + ROWS_PER_TRANSACTION
                        + ")",
                p -> p.setString(1, campaign))));
        database.write(s -> s.update(
                "update candidate set content = '' where campaign = ? and content <> ''",
                p -> p.setString(1, campaign)));
        return rows;
    }

    private static long repeated(IntSupplier step) {
        long rows = 0;
        for (int n = step.getAsInt(); n > 0; n = step.getAsInt()) {
            rows += n;
        }
        return rows;
    }

    /** Comes first: a report must never miss details without saying so. */
    private void begin(String campaign) {
        long now = clock.millis();
        database.write(s ->
                s.update("update campaign set pruned_ms = ? where id = ? and pruned_ms = 0 and state = ?", p -> {
                    p.setLong(1, now);
                    p.setString(2, campaign);
                    p.setString(3, Campaign.State.FINISHED.name());
                }));
    }

    /** Distinct calls become their number, an operator at a time. */
    private long calls(String campaign) {
        record Place(String lane, String subject) {}
        List<Place> places = database.transact(s -> s.list(
                "select lane, subject from coverage where campaign = ? order by lane, subject",
                p -> p.setString(1, campaign),
                row -> new Place(row.getString(1), row.getString(2))));
        long rows = 0;
        for (Place place : places) {
            rows += database.write(s -> {
                int gone = s.update(
                        "delete from mark where campaign = ? and lane = ? and subject = ? and mark like '"
                                + Books.CALL_MARK + "%'",
                        p -> {
                            p.setString(1, campaign);
                            p.setString(2, place.lane);
                            p.setString(3, place.subject);
                        });
                s.update(
                        "update coverage set pruned_calls = pruned_calls + ? where campaign = ? and lane = ? and subject"
                                + " = ?",
                        p -> {
                            p.setInt(1, gone);
                            p.setString(2, campaign);
                            p.setString(3, place.lane);
                            p.setString(4, place.subject);
                        });
                return gone;
            });
        }
        return rows;
    }

    private record Spent(String unit, String lane, String task, boolean counted, Totals totals, long tookMs) {}

    private record Cell(String lane, String task) {}

    /** Some units with their results, which go into the sums. Losses stay: each says why it has no result. */
    private int units(String campaign) {
        return database.write(s -> {
            List<Spent> some = s.list(
                    "select u.id, u.lane, u.task, r.unit, " + Books.FIGURES
                            + ", r.took_ms from unit u left join result r"
                            + " on r.unit = u.id where u.campaign = ? and u.state in ('DONE', 'DROPPED')"
                            + " order by u.ordinal limit " + ROWS_PER_TRANSACTION,
                    p -> p.setString(1, campaign),
                    row -> new Spent(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4) != null,
                            new Totals(
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    row.getLong(8),
                                    row.getLong(9),
                                    row.getLong(10)),
                            row.getLong(11)));
            Map<Cell, Books.Sum> sums = new LinkedHashMap<>();
            for (Spent spent : some) {
                if (spent.counted) {
                    sums.merge(
                            new Cell(spent.lane, spent.task),
                            new Books.Sum(spent.totals, 1, spent.tookMs),
                            (a, b) -> new Books.Sum(
                                    a.totals().plus(b.totals()), a.units() + b.units(), a.tookMs() + b.tookMs()));
                }
            }
            for (Map.Entry<Cell, Books.Sum> e : sums.entrySet()) {
                add(s, campaign, e.getKey(), e.getValue());
            }
            s.each("delete from result where unit = ?", some, (p, spent) -> p.setString(1, spent.unit));
            s.each("delete from unit where id = ?", some, (p, spent) -> p.setString(1, spent.unit));
            return some.size();
        });
    }

    private static void add(Database.Session s, String campaign, Cell cell, Books.Sum sum) throws SQLException {
        s.update(
                "insert into rate (campaign, lane, task, units, took_ms, " + Books.FIGURES
                        + ") values (?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0) on conflict do nothing",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, cell.lane);
                    p.setString(3, cell.task);
                });
        Totals t = sum.totals();
        s.update(
                "update rate set units = units + ?, took_ms = took_ms + ?, generated = generated + ?, judged = judged + ?,"
                        + " inconclusive = inconclusive + ?, unrun = unrun + ?, invocations = invocations + ?,"
                        + " crashes = crashes + ? where campaign = ? and lane = ? and task = ?",
                p -> {
                    p.setLong(1, sum.units());
                    p.setLong(2, sum.tookMs());
                    p.setLong(3, t.generated());
                    p.setLong(4, t.judged());
                    p.setLong(5, t.inconclusive());
                    p.setLong(6, t.unrun());
                    p.setLong(7, t.invocations());
                    p.setLong(8, t.crashes());
                    p.setString(9, campaign);
                    p.setString(10, cell.lane);
                    p.setString(11, cell.task);
                });
    }
}
