package dev.vigil.store;

import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.WorkUnit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The books of a campaign, for reports: sums and bounded lists, never a row per case. */
public final class Books {
    static final String CALL_MARK = "call:";
    private static final String ATTRIBUTE_MARK = "attr:";
    /** Of a result, and of the sums that remain of those that were pruned. */
    static final String FIGURES = "generated, judged, inconclusive, unrun, invocations, crashes";

    private static final String SUMS = "sum(generated), sum(judged), sum(inconclusive), sum(unrun), sum(invocations),"
            + " sum(crashes), sum(units), sum(took_ms)";

    private final Database database;

    /** Sums over the accepted results of one task. */
    public record Sum(Totals totals, long units, long tookMs) {}

    /** Sums over the accepted results of one lane. */
    public record LaneSum(String lane, Sum sum) {}

    /** How often an oracle said what of an operator in a lane, over all element types. */
    public record OracleCount(
            String lane, String subject, String oracle, long holds, long violated, long inconclusive) {}

    /** How often an oracle said what of a probe in one cell. */
    public record CellCount(String subject, String cell, String oracle, String verdict, long count) {}

    /**
     * What was reached of an operator.
     *
     * @param distinctCalls distinct valid calls, counted up to a bound of some hundreds
     * @param attributeMarks attribute values reached in valid calls
     */
    public record SubjectCoverage(
            String subject,
            long meantValid,
            long valid,
            long hostile,
            int distinctCalls,
            int attributeMarks,
            boolean exhausted) {}

    /**
     * A case with a row of its own.
     *
     * @param snapshot hash of the knowledge that it was drawn from; null when an earlier version of Vigil kept it
     */
    public record Kept(String unit, @Nullable String snapshot, KeptCase kept) {}

    /**
     * An accepted result in short.
     *
     * @param harvest null when an earlier version of Vigil accepted it
     */
    public record Accepted(
            String unit,
            Totals totals,
            long tookMs,
            @Nullable Harvest harvest) {}

    Books(Database database) {
        this.database = database;
    }

    /** Cases kept per campaign, operator and reason. */
    static int keptMax(KeptCase.Reason reason) {
        return switch (reason) {
            case VIOLATED, CRASHED -> 20;
            case INCONCLUSIVE, SAMPLED -> 5;
        };
    }

    public Totals totals(String campaign) {
        return sums(campaign).values().stream().map(Sum::totals).reduce(Totals.NONE, Totals::plus);
    }

    public Map<WorkUnit.Task, Sum> sums(String campaign) {
        record Row(WorkUnit.Task task, Sum sum) {}
        Map<WorkUnit.Task, Sum> sums = new EnumMap<>(WorkUnit.Task.class);
        database.transact(s -> s.list(
                        "select task, " + SUMS + " from (select task, " + FIGURES + ", 1 as units, took_ms from result"
                                + " where campaign = ? union all select task, " + FIGURES + ", units, took_ms from rate"
                                + " where campaign = ?) x group by task",
                        p -> {
                            p.setString(1, campaign);
                            p.setString(2, campaign);
                        },
                        row -> new Row(
                                WorkUnit.Task.valueOf(row.getString(1)),
                                new Sum(totals(row), row.getLong(8), row.getLong(9)))))
                .forEach(r -> sums.put(r.task, r.sum));
        return sums;
    }

    /** In order of lane; of those that have a result. */
    public List<LaneSum> lanes(String campaign) {
        return database.transact(s -> s.list(
                "select lane, " + SUMS + " from (select u.lane, " + FIGURES + ", 1 as units, took_ms from result r"
                        + " join unit u on u.id = r.unit where r.campaign = ? union all select lane, " + FIGURES
                        + ", units, took_ms from rate where campaign = ?) x group by lane order by lane",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, campaign);
                },
                row -> new LaneSum(row.getString(1), new Sum(totals(row), row.getLong(8), row.getLong(9)))));
    }

    /** From columns 2 to 7. */
    private static Totals totals(ResultSet row) throws SQLException {
        return new Totals(
                row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7));
    }

    /** In the order in which they were accepted; none of a campaign that was pruned. */
    public List<Accepted> accepted(String campaign) {
        return database.transact(s -> s.list(
                "select unit, generated, judged, inconclusive, unrun, invocations, crashes, took_ms, harvest from result"
                        + " where campaign = ? order by ordinal",
                p -> p.setString(1, campaign),
                row -> {
                    String harvest = row.getString(9);
                    return new Accepted(
                            row.getString(1),
                            totals(row),
                            row.getLong(8),
                            harvest == null ? null : Rows.json(harvest, Harvest.class));
                }));
    }

    /** In order of lane, operator, then oracle. */
    public List<OracleCount> oracleCounts(String campaign) {
        return database.transact(s -> s.list(
                "select lane, subject, oracle, sum(case when verdict = 'holds' then n else 0 end),"
                        + " sum(case when verdict = 'violated' then n else 0 end),"
                        + " sum(case when verdict = 'inconclusive' then n else 0 end)"
                        + " from counter where campaign = ? group by lane, subject, oracle"
                        + " order by lane, subject, oracle",
                p -> p.setString(1, campaign),
                row -> new OracleCount(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6))));
    }

    /** Of probes of a lane, in order of operator, then cell, oracle and verdict. */
    public List<CellCount> cells(String campaign, String lane) {
        return database.transact(s -> s.list(
                "select subject, dtypes, oracle, verdict, n from counter where campaign = ? and lane = ?"
                        + " order by subject, dtypes, oracle, verdict",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, lane);
                },
                row -> new CellCount(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5))));
    }

    /** In order of operator; only those that a unit of the lane reported on. */
    public List<SubjectCoverage> coverage(String campaign, String lane) {
        return database.transact(s -> s.list(
                "select c.subject, c.meant_valid, c.valid, c.hostile, c.exhausted,"
                        + " c.pruned_calls + sum(case when m.mark like '" + CALL_MARK + "%' then 1 else 0 end),"
                        + " sum(case when m.mark like '" + ATTRIBUTE_MARK + "%' then 1 else 0 end)"
                        + " from coverage c left join mark m on m.campaign = c.campaign and m.lane = c.lane"
                        + " and m.subject = c.subject where c.campaign = ? and c.lane = ?"
                        + " group by c.subject, c.meant_valid, c.valid, c.hostile, c.exhausted, c.pruned_calls order by"
                        + " c.subject",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, lane);
                },
                row -> new SubjectCoverage(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getInt(6),
                        row.getInt(7),
                        row.getInt(5) != 0)));
    }

    /** The attribute values of an operator that valid calls of a lane reached, as {@code KEY=VALUE}. */
    public List<String> attributesReached(String campaign, String lane, String subject) {
        return database.transact(s -> s.list(
                "select mark from mark where campaign = ? and lane = ? and subject = ? and mark like '" + ATTRIBUTE_MARK
                        + "%' order by mark",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, lane);
                    p.setString(3, subject);
                },
                row -> row.getString(1).substring(ATTRIBUTE_MARK.length())));
    }

    /** Kept cases with the reason, oldest first; none of a campaign that was pruned. */
    public List<Kept> kept(String campaign, KeptCase.Reason reason, int countMax) {
        return database.transact(s -> s.list(
                "select unit, content, snapshot from kept where campaign = ? and reason = ? order by id limit "
                        + countMax,
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, reason.name());
                },
                row -> new Kept(row.getString(1), row.getString(3), Rows.json(row.getString(2), KeptCase.class))));
    }

    /** Faults of our own, oldest first. */
    public List<String> faults(String campaign) {
        return remarks(campaign, "FAULT");
    }

    /** Why cases stayed unrun, and what else a reader of the books needs; first of all, that their details were pruned. */
    public List<String> notes(String campaign) {
        List<String> notes = remarks(campaign, "NOTE");
        long prunedMs = database.transact(
                s -> s.number("select pruned_ms from campaign where id = ?", p -> p.setString(1, campaign)));
        if (prunedMs == 0) {
            return notes;
        }
        String day = Instant.ofEpochMilli(prunedMs)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
        List<String> all = new ArrayList<>();
        all.add("details were pruned on " + day
                + ": kept cases, units and the calls themselves are gone; sums, rates and findings are as they were");
        all.addAll(notes);
        return all;
    }

    private List<String> remarks(String campaign, String kind) {
        return database.transact(s -> s.list(
                "select line from remark where campaign = ? and kind = ? order by id",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, kind);
                },
                row -> row.getString(1)));
    }
}
