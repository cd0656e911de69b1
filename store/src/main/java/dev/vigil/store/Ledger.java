package dev.vigil.store;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.wire.Wire;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Findings over all campaigns, and the candidates that they come from. */
public final class Ledger {
    private final Database database;

    /** Where a candidate stands. */
    public enum CandidateState {
        /** To be proven. */
        WAITING,
        /** A unit proves it. */
        PLANNED,
        PROVEN,
        UNSTABLE,
        /** Replayed and never seen again; no finding. */
        UNREPRODUCED,
        /** Its unit failed for a fault of ours. */
        FAILED,
        /** Over the bound of the campaign or of its operator. */
        DROPPED
    }

    /** A candidate that no replay could show again. */
    public record Unreproduced(Candidate candidate, int runs, long seen) {}

    Ledger(Database database) {
        this.database = database;
    }

    /** The whole ledger, proven before unstable, oldest first. */
    public List<Finding> all() {
        return database.transact(s -> s.list(
                "select content from finding order by status, first_seen, id",
                p -> {},
                row -> Rows.json(row.getString(1), Finding.class)));
    }

    /** What this campaign showed, as it was then. */
    public List<Finding> of(String campaign) {
        return database
                .transact(s -> s.list(
                        "select content from sighting where campaign = ? order by signature_key",
                        p -> p.setString(1, campaign),
                        row -> Rows.json(row.getString(1), Finding.class)))
                .stream()
                .sorted(java.util.Comparator.comparing(Finding::status)
                        .thenComparing(Finding::severity)
                        .thenComparing(Finding::id))
                .toList();
    }

    /** One by its id; the one seen last when several targets have it. */
    public Optional<Finding> find(String id) {
        return database.transact(s -> s.first(
                "select content from finding where id = ? order by last_seen desc limit 1",
                p -> p.setString(1, id),
                row -> Rows.json(row.getString(1), Finding.class)));
    }

    /** Target and campaign that a finding was last seen in, for its replay; empty when there is none. */
    public Optional<String> lastCampaignOf(String id) {
        return database.transact(s -> s.first(
                "select c.id from sighting g join campaign c on c.id = g.campaign join finding f on f.signature_key ="
                        + " g.signature_key and f.target_sha = c.target_sha where f.id = ? order by c.ordinal desc"
                        + " limit 1",
                p -> p.setString(1, id),
                row -> row.getString(1)));
    }

    /** Candidates to be proven, in the order in which they came. */
    public List<Candidate> waiting(String campaign) {
        return database.transact(s -> s.list(
                "select content from candidate where campaign = ? and state = ? order by ordinal",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, CandidateState.WAITING.name());
                },
                row -> Rows.json(row.getString(1), Candidate.class)));
    }

    /** The candidate of a campaign with that signature; empty when it is unknown or was dropped. */
    public Optional<Candidate> candidate(String campaign, String signature) {
        return database.transact(s -> s.first(
                "select content from candidate where campaign = ? and signature_key = ? and state <> 'DROPPED'",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, Rows.sha256(signature));
                },
                row -> Rows.json(row.getString(1), Candidate.class)));
    }

    public Map<CandidateState, Long> candidateCounts(String campaign) {
        Map<CandidateState, Long> counts = new EnumMap<>(CandidateState.class);
        record Count(CandidateState state, long n) {}
        database.transact(s -> s.list(
                        "select state, count(*) from candidate where campaign = ? group by state",
                        p -> p.setString(1, campaign),
                        row -> new Count(CandidateState.valueOf(row.getString(1)), row.getLong(2))))
                .forEach(c -> counts.put(c.state, c.n));
        return counts;
    }

    public List<Unreproduced> unreproduced(String campaign) {
        return database.transact(s -> s.list(
                "select content, runs, seen from candidate where campaign = ? and state = ? order by ordinal",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, CandidateState.UNREPRODUCED.name());
                },
                row -> new Unreproduced(Rows.json(row.getString(1), Candidate.class), row.getInt(2), row.getLong(3))));
    }

    static void candidateState(Database.Session s, String campaign, String signature, CandidateState state, String unit)
            throws SQLException {
        s.update("update candidate set state = ?, unit = ? where campaign = ? and signature_key = ?", p -> {
            p.setString(1, state.name());
            p.setString(2, unit);
            p.setString(3, campaign);
            p.setString(4, Rows.sha256(signature));
        });
    }

    static Optional<Finding> find(Database.Session s, String sha, String signature) throws SQLException {
        return s.first(
                "select content from finding where target_sha = ? and signature_key = ?",
                p -> {
                    p.setString(1, sha);
                    p.setString(2, Rows.sha256(signature));
                },
                row -> Rows.json(row.getString(1), Finding.class));
    }

    static void write(Database.Session s, String sha, String campaign, Finding finding) throws SQLException {
        String key = Rows.sha256(finding.signature());
        String json = Wire.toJson(finding);
        s.update("delete from finding where target_sha = ? and signature_key = ?", p -> {
            p.setString(1, sha);
            p.setString(2, key);
        });
        s.update(
                "insert into finding (target_sha, signature_key, id, state, status, first_seen, last_seen, content)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                p -> {
                    p.setString(1, sha);
                    p.setString(2, key);
                    p.setString(3, finding.id());
                    p.setString(4, finding.state().name());
                    p.setString(5, finding.status() == FindingStatus.PROVEN ? "PROVEN" : "UNSTABLE");
                    p.setString(6, finding.firstSeen());
                    p.setString(7, finding.lastSeen());
                    p.setString(8, json);
                });
        s.update("delete from sighting where campaign = ? and signature_key = ?", p -> {
            p.setString(1, campaign);
            p.setString(2, key);
        });
        s.update("insert into sighting (campaign, signature_key, content) values (?, ?, ?)", p -> {
            p.setString(1, campaign);
            p.setString(2, key);
            p.setString(3, json);
        });
    }
}
