package dev.vigil.store;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.store.Ledger.CandidateState;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes results in: each in one transaction, the first accepted attempt of a unit and no other. Accepting may be repeated
 * after a passing fault, also when only the answer to its commit was lost: the handle that asked is answered as the first
 * time, any other hears that this very result counts already.
 */
public final class Results {
    /** Distinct valid calls remembered per operator and campaign; more say nothing new. */
    static final int CALL_MARKS_MAX = 400;

    private static final int OTHER_MARKS_MAX = 2_000;
    private static final int REMARKS_MAX = 5_000;
    /** Of a SHA-256: enough that no two of 10^9 are the same by chance, and half the index. */
    private static final int CASE_KEY_DIGITS = 32;

    /** Candidates that one campaign tries to prove. */
    static final int CANDIDATES_MAX = 2_000;

    /** Candidates per operator and oracle; a broken operator must not fill the books. */
    static final int CANDIDATES_PER_ORACLE_MAX = 8;

    private final Database database;
    private final InstantSource clock;
    private final Unsure<Written> written = new Unsure<>();

    private Ahead ahead = Ahead.NONE;

    private record Written(String unit, int attempt, String digest, Acceptance answer) {}

    /** Makes the published form of a proof; called inside the transaction, so it must be quick and pure. */
    public interface FindingMaker {
        /**
         * @param earlier what the ledger has of this signature on this target
         */
        Finding make(Proof proof, Candidate candidate, @Nullable Finding earlier);

        /**
         * Only asked of a maker whose campaign replays earlier findings.
         *
         * @param earlier the finding whose case was replayed
         * @param outcome never UNDECIDED
         */
        default Finding replayed(Proof proof, Finding earlier, Replay outcome) {
            throw new IllegalStateException("nobody was to replay " + earlier.id());
        }
    }

    /** What became of a result that was handed in. */
    public sealed interface Acceptance {
        /**
         * It counts.
         *
         * @param tookMs from lease to result
         * @param fresh candidates to be proven: not seen in this campaign before, or proven in too little time
         * @param freshCalls distinct valid calls not seen in this campaign before, per operator
         * @param finding made from its proof; null also for an earlier one that did not show
         * @param proof how a proof came out; null also for a replay that proved nothing anew
         */
        record Counted(
                WorkUnit unit,
                long tookMs,
                List<Candidate> fresh,
                Map<String, Integer> freshCalls,
                @Nullable Finding finding,
                @Nullable CandidateState proof)
                implements Acceptance {
            public Counted {
                fresh = List.copyOf(fresh);
                freshCalls = Map.copyOf(freshCalls);
            }
        }

        /** It counts already: this very result was accepted before. Counted as refused, and no reason to worry. */
        record Again(WorkUnit unit) implements Acceptance {}

        /** It came late, or belongs to nobody's lease, or is another one of an attempt that has its result; only counted as refused. */
        record Refused(String reason) implements Acceptance {}
    }

    Results(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Reads at once what {@link #accept} asks of each of these, for calls that follow in the same transaction.
     *
     * @param units by their ids
     */
    public void foresee(Collection<String> units) {
        if (!units.isEmpty()) {
            ahead = database.write(s -> new Ahead(s, s.unitChanges(), rows(s, units)));
        }
    }

    /**
     * Writes a result, if the lease of that attempt still holds. A lease that ran out but was not taken back yet
     * holds: no other attempt has begun.
     *
     * @throws Deposed when another handle took the lead; nothing is written then
     */
    public Acceptance accept(UnitResult result, int attempt, FindingMaker maker) {
        long now = clock.millis();
        String digest = Rows.sha256(Wire.encode(result));
        List<Written> lost =
                written.take(w -> w.unit.equals(result.unit()) && w.attempt == attempt && w.digest.equals(digest));
        List<Written> mine = new ArrayList<>();
        try {
            return database.write(s -> {
                Optional<Row> found = ahead.row(s, result.unit());
                if (found.isEmpty()) {
                    found = rows(s, List.of(result.unit())).values().stream().findFirst();
                }
                if (found.isEmpty()) {
                    return new Acceptance.Refused("no unit is called " + result.unit());
                }
                Row row = found.get();
                if (row.state.equals(Units.LEASED) && row.attempt == attempt) {
                    Acceptance counted = new Write(
                                    s,
                                    result,
                                    row.unit,
                                    row.snapshot,
                                    attempt,
                                    digest,
                                    now,
                                    Math.max(0, now - row.leasedMs),
                                    maker)
                            .all();
                    mine.add(new Written(result.unit(), attempt, digest, counted));
                    return counted;
                }
                boolean same = row.attempt == attempt && digest.equals(accepted(s, result.unit(), attempt));
                if (same && !lost.isEmpty()) {
                    return lost.get(0).answer;
                }
                return refuse(s, row, attempt, same);
            });
        } catch (StoreFault fault) {
            written.add(lost);
            written.add(mine);
            throw fault;
        }
    }

    private record Row(
            WorkUnit unit,
            String state,
            int attempt,
            long leasedMs,
            @Nullable String snapshot) {}

    /**
     * Rows that were read before they are asked for: good within their transaction while no units are changed in it, and once each, since who
     * asks changes them.
     */
    private record Ahead(Database.@Nullable Session session, long unitChanges, Map<String, Row> rows) {
        static final Ahead NONE = new Ahead(null, 0, Map.of());

        Optional<Row> row(Database.Session s, String unit) {
            return s == session && s.unitChanges() == unitChanges
                    ? Optional.ofNullable(rows.remove(unit))
                    : Optional.empty();
        }
    }

    private static Map<String, Row> rows(Database.Session s, Collection<String> units) throws SQLException {
        List<String> ids = List.copyOf(units);
        // A few texts for all sizes: a text is parsed once.
        int places = Integer.highestOneBit(Math.max(1, 2 * ids.size() - 1));
        Map<String, Row> rows = new HashMap<>();
        s.list(
                        "select content, state, attempt, leased_ms, snapshot from unit where id in (?"
                                + ", ?".repeat(places - 1) + ") for update",
                        p -> {
                            for (int i = 0; i < places; i++) {
                                p.setString(i + 1, ids.get(Math.min(i, ids.size() - 1)));
                            }
                        },
                        row -> new Row(
                                Rows.json(row.getString(1), WorkUnit.class),
                                row.getString(2),
                                row.getInt(3),
                                row.getLong(4),
                                row.getString(5)))
                .forEach(row -> rows.put(row.unit.id(), row));
        return rows;
    }

    /** SHA-256 of the result that this attempt has; empty when it has none, or one that an earlier version accepted. */
    private static String accepted(Database.Session s, String unit, int attempt) throws SQLException {
        return s.first(
                        "select coalesce(digest, '') from result where unit = ? and attempt = ?",
                        p -> {
                            p.setString(1, unit);
                            p.setInt(2, attempt);
                        },
                        row -> row.getString(1))
                .orElse("");
    }

    private static Acceptance refuse(Database.Session s, Row row, int attempt, boolean same) throws SQLException {
        s.update("update campaign set refused = refused + 1 where id = ?", p -> p.setString(1, row.unit.campaign()));
        return same
                ? new Acceptance.Again(row.unit)
                : new Acceptance.Refused("attempt " + attempt + " of unit " + row.unit.id() + " came when the unit was "
                        + row.state.toLowerCase(Locale.ROOT) + " at attempt " + row.attempt);
    }

    static void remark(Database.Session s, String campaign, String unit, String kind, String line) throws SQLException {
        long there = s.number("select count(*) from remark where campaign = ? and kind = ?", p -> {
            p.setString(1, campaign);
            p.setString(2, kind);
        });
        if (there >= REMARKS_MAX) {
            return;
        }
        s.update("insert into remark (campaign, unit, kind, line) values (?, ?, ?, ?)", p -> {
            p.setString(1, campaign);
            p.setString(2, unit);
            p.setString(3, kind);
            p.setString(4, Rows.fit(line, 2000));
        });
    }

    /** One accepted result on its way into the tables. */
    private record Write(
            Database.Session s,
            UnitResult result,
            WorkUnit unit,
            @Nullable String snapshot,
            int attempt,
            String digest,
            long now,
            long tookMs,
            FindingMaker maker) {

        Acceptance all() throws SQLException {
            counters();
            Map<String, Integer> freshCalls = coverage();
            learned();
            kept();
            List<Candidate> fresh = candidates();
            books(Harvest.of(unit, result, fresh, freshCalls));
            for (String fault : result.faults()) {
                remark(s, unit.campaign(), unit.id(), "FAULT", fault);
            }
            for (String note : result.notes()) {
                remark(s, unit.campaign(), unit.id(), "NOTE", note);
            }
            Proof proof = result.proof();
            if (proof == null || unit.candidate() == null) {
                return new Acceptance.Counted(unit, tookMs, fresh, freshCalls, null, null);
            }
            return Replay.is(unit)
                    ? replayed(proof, unit.candidate(), fresh, freshCalls)
                    : proven(proof, unit.candidate(), fresh, freshCalls);
        }

        private Acceptance replayed(
                Proof proof, Candidate candidate, List<Candidate> fresh, Map<String, Integer> freshCalls)
                throws SQLException {
            Target target = target(unit.campaign());
            Finding earlier = Ledger.find(s, target, candidate.signature())
                    .orElseThrow(() -> new StoreFault("store has no finding " + candidate.signature()));
            boolean seenSince = Ledger.sighted(s, unit.campaign(), candidate.signature());
            Replay outcome = Replay.of(unit, result, proof, earlier, seenSince);
            Ledger.replayed(s, unit.campaign(), proof, outcome);
            boolean there = proof.reproduced().hits() > 0;
            Finding finding = outcome == Replay.UNDECIDED ? earlier : maker.replayed(proof, earlier, outcome);
            if (outcome != Replay.UNDECIDED) {
                Ledger.write(s, target, unit.campaign(), finding, there ? proof.observation() : null);
            }
            boolean proven = there && proof.status() == FindingStatus.PROVEN && known(candidate, proof);
            return new Acceptance.Counted(
                    unit, tookMs, fresh, freshCalls, there ? finding : null, proven ? CandidateState.PROVEN : null);
        }

        /** One that exploring meets again needs no second proof. Answers false when it was met before. */
        private boolean known(Candidate candidate, Proof proof) throws SQLException {
            String key = Rows.sha256(candidate.signature());
            boolean met = s.number("select count(*) from candidate where campaign = ? and signature_key = ?", p -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, key);
                    })
                    > 0;
            if (met) {
                return false;
            }
            s.update(
                    "insert into candidate (campaign, signature_key, operator, oracle, state, seen, unit, hits, runs,"
                            + " signature, content) values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
                    p -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, key);
                        p.setString(3, Rows.fit(String.valueOf(candidate.operator()), 300));
                        p.setString(4, Rows.fit(candidate.oracle(), 100));
                        p.setString(5, CandidateState.PROVEN.name());
                        p.setString(6, unit.id());
                        p.setInt(7, proof.reproduced().hits());
                        p.setInt(8, proof.reproduced().runs());
                        p.setString(9, Rows.clean(candidate.signature()));
                        p.setString(10, Wire.toJson(candidate));
                    });
            return true;
        }

        private void books(Harvest harvest) throws SQLException {
            Totals t = result.totals();
            s.updateLater(
                    "insert into result (unit, attempt, campaign, task, accepted_ms, took_ms, generated, judged,"
                            + " inconclusive, unrun, invocations, crashes, harvest, digest)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    p -> {
                        p.setString(1, unit.id());
                        p.setInt(2, attempt);
                        p.setString(3, unit.campaign());
                        p.setString(4, unit.task().name());
                        p.setLong(5, now);
                        p.setLong(6, tookMs);
                        p.setLong(7, t.generated());
                        p.setLong(8, t.judged());
                        p.setLong(9, t.inconclusive());
                        p.setLong(10, t.unrun());
                        p.setLong(11, t.invocations());
                        p.setLong(12, t.crashes());
                        p.setString(13, Wire.toJson(harvest));
                        p.setString(14, digest);
                    });
            s.updateLater("update unit set state = ? where id = ?", p -> {
                p.setString(1, Units.DONE);
                p.setString(2, unit.id());
            });
        }

        private void counters() throws SQLException {
            // Rows in one fixed order, so that two coordinators never wait for each other in a circle.
            record Key(String subject, String dtypes, String oracle, String verdict) {}
            Map<Key, Long> sums = new LinkedHashMap<>();
            result.counters().stream()
                    .sorted(Comparator.comparing(Counter::subject)
                            .thenComparing(Counter::dtypes)
                            .thenComparing(Counter::oracle)
                            .thenComparing(Counter::verdict))
                    .forEach(c -> sums.merge(
                            new Key(
                                    Rows.fit(c.subject(), 300),
                                    Rows.fit(c.dtypes(), 300),
                                    Rows.fit(c.oracle(), 100),
                                    Rows.fit(c.verdict(), 20)),
                            c.count(),
                            Long::sum));
            s.each(
                    "merge into counter t using (select cast(? as varchar(100)) as campaign, cast(? as varchar(100)) as"
                            + " lane, cast(? as varchar(300)) as subject, cast(? as varchar(300)) as dtypes,"
                            + " cast(? as varchar(100)) as oracle, cast(? as varchar(20)) as verdict,"
                            + " cast(? as bigint) as n) v"
                            + " on (t.campaign = v.campaign and t.lane = v.lane and t.subject = v.subject"
                            + " and t.dtypes = v.dtypes and t.oracle = v.oracle and t.verdict = v.verdict)"
                            + " when matched then update set n = t.n + v.n"
                            + " when not matched then insert (campaign, lane, subject, dtypes, oracle, verdict, n)"
                            + " values (v.campaign, v.lane, v.subject, v.dtypes, v.oracle, v.verdict, v.n)",
                    sums.entrySet(),
                    (p, e) -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, unit.lane());
                        p.setString(3, e.getKey().subject());
                        p.setString(4, e.getKey().dtypes());
                        p.setString(5, e.getKey().oracle());
                        p.setString(6, e.getKey().verdict());
                        p.setLong(7, e.getValue());
                    });
        }

        private Map<String, Integer> coverage() throws SQLException {
            Map<String, Integer> freshCalls = new LinkedHashMap<>();
            for (Coverage c : result.coverage()) {
                String subject = Rows.fit(c.subject(), 300);
                int changed = s.update(
                        "update coverage set meant_valid = meant_valid + ?, valid = valid + ?, hostile = hostile + ?,"
                                + " exhausted = case when ? > exhausted then ? else exhausted end"
                                + " where campaign = ? and lane = ? and subject = ?",
                        p -> {
                            p.setLong(1, c.meantValid());
                            p.setLong(2, c.valid());
                            p.setLong(3, c.hostile());
                            p.setInt(4, c.exhausted() ? 1 : 0);
                            p.setInt(5, c.exhausted() ? 1 : 0);
                            p.setString(6, unit.campaign());
                            p.setString(7, unit.lane());
                            p.setString(8, subject);
                        });
                if (changed == 0) {
                    s.update(
                            "insert into coverage (campaign, lane, subject, meant_valid, valid, hostile, exhausted)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)",
                            p -> {
                                p.setString(1, unit.campaign());
                                p.setString(2, unit.lane());
                                p.setString(3, subject);
                                p.setLong(4, c.meantValid());
                                p.setLong(5, c.valid());
                                p.setLong(6, c.hostile());
                                p.setInt(7, c.exhausted() ? 1 : 0);
                            });
                }
                int fresh = marks(subject, c.marks());
                if (fresh > 0) {
                    freshCalls.merge(c.subject(), fresh, Integer::sum);
                }
            }
            return freshCalls;
        }

        /** Answers how many distinct calls were new. */
        private int marks(String subject, List<String> marks) throws SQLException {
            if (marks.isEmpty()) {
                return 0;
            }
            java.util.Set<String> known = new java.util.HashSet<>(s.list(
                    "select mark from mark where campaign = ? and lane = ? and subject = ?",
                    p -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, unit.lane());
                        p.setString(3, subject);
                    },
                    row -> row.getString(1)));
            long calls =
                    known.stream().filter(m -> m.startsWith(Books.CALL_MARK)).count();
            long others = known.size() - calls;
            List<String> added = new ArrayList<>();
            int freshCalls = 0;
            for (String raw : marks) {
                String mark = Rows.fit(raw, 500);
                boolean call = mark.startsWith(Books.CALL_MARK);
                if ((call ? calls : others) >= (call ? CALL_MARKS_MAX : OTHER_MARKS_MAX) || !known.add(mark)) {
                    continue;
                }
                added.add(mark);
                if (call) {
                    calls++;
                    freshCalls++;
                } else {
                    others++;
                }
            }
            s.each(
                    "insert into mark (campaign, lane, subject, mark) values (?, ?, ?, ?) on conflict do nothing",
                    added,
                    (p, mark) -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, unit.lane());
                        p.setString(3, subject);
                        p.setString(4, mark);
                    });
            return freshCalls;
        }

        private void learned() throws SQLException {
            if (result.knowledge().isEmpty() && result.subjects().isEmpty() && result.fingerprint() == null) {
                return;
            }
            String sha = target(unit.campaign()).sha256();
            for (Knowledge k : result.knowledge()) {
                Targets.keep(s, sha, unit.lane(), k);
            }
            for (Subject subject : result.subjects()) {
                Targets.keep(s, sha, unit.lane(), subject);
            }
            if (result.fingerprint() != null) {
                String json = Wire.toJson(result.fingerprint());
                s.update("update campaign set fingerprint = ? where id = ?", p -> {
                    p.setString(1, json);
                    p.setString(2, unit.campaign());
                });
            }
        }

        private Target target(String campaign) throws SQLException {
            return s.first(
                            "select target from campaign where id = ?",
                            p -> p.setString(1, campaign),
                            row -> Rows.json(row.getString(1), Target.class))
                    .orElseThrow(() -> new StoreFault("store has no campaign " + campaign));
        }

        private void kept() throws SQLException {
            Map<List<String>, Long> counts = new LinkedHashMap<>();
            List<KeptCase> room = new ArrayList<>();
            for (KeptCase k : result.kept()) {
                List<String> key = List.of(k.subject(), k.reason().name());
                long there = counts.containsKey(key)
                        ? counts.get(key)
                        : s.number(
                                "select count(*) from kept where campaign = ? and lane = ? and subject = ? and reason = ?",
                                p -> {
                                    p.setString(1, unit.campaign());
                                    p.setString(2, unit.lane());
                                    p.setString(3, Rows.fit(k.subject(), 300));
                                    p.setString(4, k.reason().name());
                                });
                if (there < Books.keptMax(k.reason())) {
                    room.add(k);
                    there++;
                }
                counts.put(key, there);
            }
            s.each(
                    "insert into kept (campaign, lane, subject, reason, unit, seed, signature, content, snapshot, case_key)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                    room,
                    (p, k) -> {
                        p.setString(1, unit.campaign());
                        p.setString(2, unit.lane());
                        p.setString(3, Rows.fit(k.subject(), 300));
                        p.setString(4, k.reason().name());
                        p.setString(5, unit.id());
                        p.setLong(6, k.seed());
                        String signature = k.signature();
                        p.setString(7, signature == null ? null : Rows.fit(signature, 10_000));
                        p.setString(8, Wire.toJson(k));
                        p.setString(9, snapshot);
                        p.setString(10, caseKey(k));
                    });
        }

        /**
         * What a kept case is, whatever was observed: with its unit, which says campaign and lane, no two rows have the
         * same. The seed alone is not enough: one draws many cases, and one case may violate several oracles.
         */
        private static String caseKey(KeptCase k) {
            return Rows.sha256(k.subject()
                            + '\n'
                            + k.reason()
                            + '\n'
                            + k.seed()
                            + '\n'
                            + k.signature()
                            + '\n'
                            + Wire.toJson(k.call()))
                    .substring(0, CASE_KEY_DIGITS);
        }

        private List<Candidate> candidates() throws SQLException {
            List<Candidate> fresh = new ArrayList<>();
            for (Candidate c : result.candidates()) {
                String key = Rows.sha256(c.signature());
                int seen =
                        s.update("update candidate set seen = seen + 1 where campaign = ? and signature_key = ?", p -> {
                            p.setString(1, unit.campaign());
                            p.setString(2, key);
                        });
                if (seen > 0) {
                    continue;
                }
                String operator = Rows.fit(String.valueOf(c.operator()), 300);
                String oracle = Rows.fit(c.oracle(), 100);
                long ofCampaign = s.number(
                        "select count(*) from candidate where campaign = ? and state <> 'DROPPED'",
                        p -> p.setString(1, unit.campaign()));
                long ofOracle = s.number(
                        "select count(*) from candidate where campaign = ? and operator = ? and oracle = ? and state <>"
                                + " 'DROPPED'",
                        p -> {
                            p.setString(1, unit.campaign());
                            p.setString(2, operator);
                            p.setString(3, oracle);
                        });
                boolean room = ofCampaign < CANDIDATES_MAX && ofOracle < CANDIDATES_PER_ORACLE_MAX;
                long rows = room
                        ? 0
                        : s.number(
                                "select count(*) from candidate where campaign = ?",
                                p -> p.setString(1, unit.campaign()));
                if (rows >= 2L * CANDIDATES_MAX) {
                    // Dropped ones are counted, but not without end: each is a row.
                    continue;
                }
                s.update(
                        "insert into candidate (campaign, signature_key, operator, oracle, state, seen, unit, hits,"
                                + " runs, signature, content) values (?, ?, ?, ?, ?, 1, '', 0, 0, ?, ?)",
                        p -> {
                            p.setString(1, unit.campaign());
                            p.setString(2, key);
                            p.setString(3, operator);
                            p.setString(4, oracle);
                            p.setString(5, (room ? CandidateState.WAITING : CandidateState.DROPPED).name());
                            p.setString(6, Rows.clean(c.signature()));
                            p.setString(7, room ? Wire.toJson(c) : "");
                        });
                if (room) {
                    fresh.add(c);
                }
            }
            return fresh;
        }

        private Acceptance proven(
                Proof proof, Candidate candidate, List<Candidate> fresh, Map<String, Integer> freshCalls)
                throws SQLException {
            Reproduction before = before(candidate);
            CandidateState state = state(proof, before);
            if (state == CandidateState.WAITING) {
                fresh.add(candidate);
            }
            Reproduction seen = proof.reproduced().hits() == 0 && before.hits() > 0 ? before : proof.reproduced();
            s.update(
                    "update candidate set state = ?, hits = ?, runs = ? where campaign = ? and signature_key = ?",
                    p -> {
                        p.setString(1, state.name());
                        p.setInt(2, seen.hits());
                        p.setInt(3, seen.runs());
                        p.setString(4, unit.campaign());
                        p.setString(5, Rows.sha256(candidate.signature()));
                    });
            Finding finding = null;
            if (proof.reproduced().hits() > 0) {
                Target target = target(unit.campaign());
                finding = maker.make(
                        proof,
                        candidate,
                        Ledger.find(s, target, candidate.signature()).orElse(null));
                Ledger.write(s, target, unit.campaign(), finding, proof.observation());
            }
            return new Acceptance.Counted(unit, tookMs, fresh, freshCalls, finding, state);
        }

        /**
         * Where a candidate stands behind its proof: one that was cut short waits for a second, and no third.
         *
         * @param before what an earlier proof saw, which made a finding where it saw anything
         */
        private static CandidateState state(Proof proof, Reproduction before) {
            if (proof.cut() && proof.reproduced().runs() > 0 && before.runs() == 0) {
                return CandidateState.WAITING;
            }
            if (proof.reproduced().hits() == 0 && before.hits() > 0) {
                return CandidateState.UNSTABLE;
            }
            if (proof.reproduced().runs() == 0) {
                // Replays that never ran say nothing about the build.
                return CandidateState.FAILED;
            }
            if (proof.reproduced().hits() == 0) {
                return proof.cut() ? CandidateState.UNDECIDED : CandidateState.UNREPRODUCED;
            }
            return switch (proof.status()) {
                case PROVEN -> CandidateState.PROVEN;
                case UNSTABLE -> CandidateState.UNSTABLE;
            };
        }

        /** Of an earlier proof in this campaign; no runs when there was none. */
        private Reproduction before(Candidate candidate) throws SQLException {
            return s.first(
                            "select hits, runs from candidate where campaign = ? and signature_key = ?",
                            p -> {
                                p.setString(1, unit.campaign());
                                p.setString(2, Rows.sha256(candidate.signature()));
                            },
                            row -> new Reproduction(row.getInt(1), row.getInt(2)))
                    .orElse(new Reproduction(0, 0));
        }
    }
}
