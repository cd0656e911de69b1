package dev.vigil.store;

import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Units as rows. A unit is planned, leased, done or failed; only an expired lease, a lost worker or a worker that gave
 * up puts a leased one back, and each lease counts its attempt up. A row holds its unit without knowledge, which can be
 * large: a lease carries what is known when it is given.
 *
 * <p>Every call may be repeated after a passing fault, also when only the answer to its commit was lost: it then does what
 * is left to do and answers what the first one would have. A handle remembers what it does not know, so repeat it through
 * the same one; after the death of a process, leases that it never heard of run out or are recalled. Writing calls throw
 * {@link Deposed} when another handle took the lead.
 */
public final class Units {
    /** A unit that came back this often because it failed, or nothing was heard of it, is failed for good. */
    public static final int FAILURES_MAX = 3;

    /** One that began this often without a result as well, whoever is to blame: it may be what its workers die of. */
    public static final int ATTEMPTS_MAX = 10;

    /** One that came back without having begun as often as this: what is wrong with one worker after the other ends at last. */
    static final int IDLE_ATTEMPTS_MAX = 100;

    private static final String PLANNED = "PLANNED";
    static final String LEASED = "LEASED";
    static final String DONE = "DONE";
    private static final String FAILED = "FAILED";
    private static final String CUT = "CUT";

    private final Database database;
    private final InstantSource clock;
    private final Unsure<Given> given = new Unsure<>();
    private final Unsure<Returned> returned = new Unsure<>();

    /** A lease as its row has it; worker and time tell it from one that another handle gave of the same attempt. */
    private record Given(String unit, int attempt, String worker, long leasedMs) {}

    /** A unit that left its worker without a result. {@code failed} when it will not go out again. */
    public record Returned(String unit, WorkUnit.Task task, int attempt, boolean failed, String reason) {}

    /** A unit that stayed without a result: a stated loss. {@code cases} is its budget. */
    public record Loss(String unit, WorkUnit.Task task, List<String> subjects, long cases, String reason) {
        public Loss {
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * A unit with where it stands, for resuming.
     *
     * @param leasedMs when it went out last, milliseconds since 1970, UTC; 0 while it never was
     */
    public record Standing(WorkUnit unit, String state, int attempt, String worker, long leasedMs) {
        public boolean open() {
            return state.equals(PLANNED) || leased();
        }

        public boolean leased() {
            return state.equals(LEASED);
        }

        public boolean done() {
            return state.equals(DONE);
        }
    }

    Units(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds units; those that are there already stay as they are. Marks the candidates that they prove as in work. */
    public void plan(List<WorkUnit> units) {
        database.write(s -> {
            List<WorkUnit> proofs = new ArrayList<>();
            for (WorkUnit unit : units) {
                boolean proof = unit.candidate() != null;
                if (proof && s.number("select count(*) from unit where id = ?", p -> p.setString(1, unit.id())) == 0) {
                    proofs.add(unit);
                }
            }
            s.each(
                    "insert into unit (id, campaign, lane, task, round, state, attempt, deadline_ms, leased_ms,"
                            + " worker, cases, fault, content) values (?, ?, ?, ?, ?, ?, 0, 0, 0, '', ?, '', ?)"
                            + " on conflict do nothing",
                    units,
                    (p, unit) -> {
                        p.setString(1, unit.id());
                        p.setString(2, unit.campaign());
                        p.setString(3, unit.lane());
                        p.setString(4, unit.task().name());
                        p.setInt(5, unit.round());
                        p.setString(6, PLANNED);
                        p.setLong(7, unit.cases());
                        p.setString(8, Wire.toJson(unit.withKnowledge(List.of())));
                    });
            for (WorkUnit unit : proofs) {
                String signature = Objects.requireNonNull(unit.candidate()).signature();
                Ledger.candidateState(s, unit.campaign(), signature, Ledger.CandidateState.PLANNED, unit.id());
            }
            return units.size();
        });
    }

    /**
     * Leases planned units of a lane and the given tasks, oldest first; two coordinators never get the same one. A lease
     * whose answer was lost was given to nobody: the next call takes it back, its attempt included.
     *
     * @return at most {@code count}
     */
    public List<Lease> lease(
            String campaign, String worker, String lane, Set<WorkUnit.Task> tasks, int count, long leaseMs) {
        if (tasks.isEmpty() || count < 1) {
            return List.of();
        }
        long now = clock.millis();
        List<Given> lost = given.take(g -> true);
        List<Lease> leases = new ArrayList<>();
        try {
            return database.write(s -> {
                takeBack(s, lost);
                List<Found> found = planned(s, campaign, lane, tasks, count);
                List<WorkUnit> whole =
                        Targets.withKnowledge(s, found.stream().map(Found::unit).toList());
                for (int i = 0; i < found.size(); i++) {
                    leases.add(new Lease(whole.get(i), found.get(i).attempt + 1, now + leaseMs));
                }
                writeOut(s, leases, worker, now);
                return List.copyOf(leases);
            });
        } catch (StoreFault fault) {
            given.add(lost);
            given.add(leases.stream()
                    .map(l -> new Given(l.unit().id(), l.attempt(), worker, now))
                    .toList());
            throw fault;
        }
    }

    private record Found(WorkUnit unit, int attempt) {}

    private static List<Found> planned(
            Database.Session s, String campaign, String lane, Set<WorkUnit.Task> tasks, int count) throws SQLException {
        String in = tasks.stream().sorted().map(t -> "'" + t.name() + "'").collect(Collectors.joining(", "));
        return s.list(
                "select content, attempt from unit where campaign = ? and state = ? and lane = ? and task in (" + in
                        + ") order by ordinal limit " + count + " for update skip locked",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, PLANNED);
                    p.setString(3, lane);
                },
                row -> new Found(Rows.json(row.getString(1), WorkUnit.class), row.getInt(2)));
    }

    private static void writeOut(Database.Session s, List<Lease> leases, String worker, long now) throws SQLException {
        s.each(
                "update unit set state = ?, attempt = ?, deadline_ms = ?, leased_ms = ?, worker = ?,"
                        + " snapshot = ? where id = ?",
                leases,
                (p, lease) -> {
                    p.setString(1, LEASED);
                    p.setInt(2, lease.attempt());
                    p.setLong(3, lease.deadlineMs());
                    p.setLong(4, now);
                    p.setString(5, worker);
                    p.setString(6, Targets.snapshotHash(lease.unit().knowledge()));
                    p.setString(7, lease.unit().id());
                });
    }

    /** Nobody ever heard of these attempts, so the next lease may have their number. */
    private static void takeBack(Database.Session s, List<Given> lost) throws SQLException {
        s.each(
                "update unit set state = '" + PLANNED
                        + "', attempt = attempt - 1 where id = ? and attempt = ? and state = '" + LEASED
                        + "' and worker = ? and leased_ms = ?",
                lost,
                (p, g) -> {
                    p.setString(1, g.unit);
                    p.setInt(2, g.attempt);
                    p.setString(3, g.worker);
                    p.setLong(4, g.leasedMs);
                });
    }

    /** Moves the deadline of a lease that still holds. Answers whether it did. */
    public boolean prolong(String unit, int attempt, long leaseMs) {
        long deadline = clock.millis() + leaseMs;
        return database.write(s ->
                        s.update("update unit set deadline_ms = ? where id = ? and attempt = ? and state = ?", p -> {
                            p.setLong(1, deadline);
                            p.setString(2, unit);
                            p.setInt(3, attempt);
                            p.setString(4, LEASED);
                        }))
                == 1;
    }

    /** Puts back every unit of the campaign whose lease has run out. */
    public List<Returned> expire(String campaign) {
        long now = clock.millis();
        return giveBack(campaign, "campaign = ? and deadline_ms < ?", "its lease ran out", Back.BLAMED, p -> {
            p.setString(1, campaign);
            p.setLong(2, now);
        });
    }

    /**
     * The worker says that it cannot finish the unit. Empty when that lease no longer holds.
     *
     * @param blamed whether the unit may be what ended it
     */
    public List<Returned> giveUp(String unit, int attempt, String fault, boolean blamed) {
        Back back = blamed ? Back.BLAMED : Back.IDLE;
        return giveBack(campaignOf(unit), "id = ? and attempt = ?", fault, back, p -> {
            p.setString(1, unit);
            p.setInt(2, attempt);
        });
    }

    /** The worker is gone. */
    public List<Returned> loseWorker(String campaign, String worker) {
        return giveBack(campaign, "campaign = ? and worker = ?", "its worker was lost", Back.LOST, p -> {
            p.setString(1, campaign);
            p.setString(2, worker);
        });
    }

    /** Takes all leases back because the run stops or its process died. Nobody is to blame. */
    public int recall(String campaign) {
        return database.write(s -> s.update("update unit set state = ? where campaign = ? and state = ?", p -> {
            p.setString(1, PLANNED);
            p.setString(2, campaign);
            p.setString(3, LEASED);
        }));
    }

    /**
     * Every lease of the campaign holds for so long from now: whoever gave them had another clock. Repeating it does no
     * harm.
     */
    public int renew(String campaign, long leaseMs) {
        long deadline = clock.millis() + leaseMs;
        return database.write(s ->
                s.update("update unit set deadline_ms = ?, leased_ms = ? where campaign = ? and state = ?", p -> {
                    p.setLong(1, deadline);
                    p.setLong(2, deadline - leaseMs);
                    p.setString(3, campaign);
                    p.setString(4, LEASED);
                }));
    }

    /** How it came back: it may be what ended it, its worker is gone with what it did, or it had not begun. */
    private enum Back {
        BLAMED,
        LOST,
        IDLE
    }

    private List<Returned> giveBack(String campaign, String where, String reason, Back back, Database.Bind bind) {
        int blame = back == Back.BLAMED ? 1 : 0;
        int idle = back == Back.IDLE ? 1 : 0;
        List<Returned> lost = returned.take(r -> campaignOf(r.unit()).equals(campaign));
        List<Returned> now = new ArrayList<>();
        try {
            return database.write(s -> {
                List<Returned> all = new ArrayList<>();
                for (Returned r : lost) {
                    if (isBack(s, r)) {
                        all.add(r);
                    }
                }
                now.addAll(s.list(
                        "select id, task, attempt, failures, idle from unit where " + where + " and state = '" + LEASED
                                + "' order by ordinal for update",
                        bind,
                        row -> new Returned(
                                row.getString(1),
                                WorkUnit.Task.valueOf(row.getString(2)),
                                row.getInt(3),
                                worn(row.getInt(3), row.getInt(4) + blame, row.getInt(5) + idle),
                                reason)));
                for (Returned r : now) {
                    takeBack(s, r, blame, idle);
                }
                all.addAll(now);
                return all;
            });
        } catch (StoreFault fault) {
            returned.add(lost);
            returned.add(now);
            throw fault;
        }
    }

    private static boolean worn(int attempts, int failures, int idle) {
        return failures >= FAILURES_MAX || idle >= IDLE_ATTEMPTS_MAX || attempts - idle >= ATTEMPTS_MAX;
    }

    /** Whether an earlier call, whose answer was lost, did take it back. */
    private static boolean isBack(Database.Session s, Returned r) throws SQLException {
        return s.number("select count(*) from unit where id = ? and attempt = ? and state = ?", p -> {
                    p.setString(1, r.unit());
                    p.setInt(2, r.attempt());
                    p.setString(3, r.failed() ? FAILED : PLANNED);
                })
                > 0;
    }

    private static void takeBack(Database.Session s, Returned r, int blame, int idle) throws SQLException {
        s.update("update unit set state = ?, fault = ?, failures = failures + ?, idle = idle + ? where id = ?", p -> {
            p.setString(1, r.failed() ? FAILED : PLANNED);
            p.setString(2, Rows.fit(r.reason(), 2000));
            p.setInt(3, blame);
            p.setInt(4, idle);
            p.setString(5, r.unit());
        });
        remark(s, r);
        if (r.failed() && r.task() == WorkUnit.Task.PROVE) {
            // What an earlier proof has seen stays seen.
            s.update("update candidate set state = case when hits > 0 then ? else ? end where unit = ?", p -> {
                p.setString(1, Ledger.CandidateState.UNSTABLE.name());
                p.setString(2, Ledger.CandidateState.FAILED.name());
                p.setString(3, r.unit());
            });
        }
    }

    private static String campaignOf(String unit) {
        int slash = unit.indexOf('/');
        return slash < 0 ? unit : unit.substring(0, slash);
    }

    private static void remark(Database.Session s, Returned r) throws SQLException {
        Results.remark(
                s,
                campaignOf(r.unit()),
                r.unit(),
                "FAULT",
                "unit " + r.unit() + ", attempt " + r.attempt() + ": " + r.reason()
                        + (r.failed() ? "; given up, its cases were not run" : ""));
    }

    /**
     * Ends what is left of a campaign whose time is up: units that were never out are forgotten; those that are out, or
     * came back without a result and wait for another attempt, are cut off and stay as losses.
     */
    public void close(String campaign) {
        database.write(s -> {
            s.update(
                    "update unit set fault = case when state = ? or fault = '' then ? else fault end, state = ?"
                            + " where campaign = ? and (state = ? or (state = ? and attempt > 0))",
                    p -> {
                        p.setString(1, LEASED);
                        p.setString(2, "cut off at the end of the campaign's time");
                        p.setString(3, CUT);
                        p.setString(4, campaign);
                        p.setString(5, LEASED);
                        p.setString(6, PLANNED);
                    });
            return s.update("update unit set state = 'DROPPED', fault = ? where campaign = ? and state = ?", p -> {
                p.setString(1, "time was up before it went out");
                p.setString(2, campaign);
                p.setString(3, PLANNED);
            });
        });
    }

    /** Units that were out and will never have a result: failed for good, or cut off. */
    public List<Loss> losses(String campaign) {
        return database.transact(s -> s.list(
                "select content, cases, fault from unit where campaign = ? and state in (?, ?) order by ordinal",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, FAILED);
                    p.setString(3, CUT);
                },
                row -> {
                    WorkUnit unit = Rows.json(row.getString(1), WorkUnit.class);
                    return new Loss(unit.id(), unit.task(), unit.subjects(), row.getLong(2), row.getString(3));
                }));
    }

    /** Every unit of a campaign in the order of planning. */
    public List<Standing> standings(String campaign) {
        return database.transact(s -> s.list(
                "select content, state, attempt, worker, leased_ms from unit where campaign = ? order by ordinal",
                p -> p.setString(1, campaign),
                row -> new Standing(
                        Rows.json(row.getString(1), WorkUnit.class),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getLong(5))));
    }
}
