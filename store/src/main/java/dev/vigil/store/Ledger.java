package dev.vigil.store;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.Wire;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
        /** Not seen again in the few replays that time sufficed for, twice: nothing is known of it. */
        UNDECIDED,
        /** Its unit failed for a fault of ours. */
        FAILED,
        /** Over the bound of the campaign or of its operator. */
        DROPPED
    }

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

    /** What is known of a target, under whatever build it was seen last: one finding per signature, the newest first. */
    public List<Finding> ofTarget(String name) {
        record Row(Finding finding, String sha) {}
        return database.transact(s -> {
            Set<String> builds = builds(s, name);
            List<Row> rows = s.list(
                    "select content, target_sha from finding order by last_seen desc, id",
                    p -> {},
                    row -> new Row(Rows.json(row.getString(1), Finding.class), row.getString(2)));
            Map<String, Finding> latest = new LinkedHashMap<>();
            rows.stream()
                    .filter(row -> builds.contains(row.sha()))
                    .forEach(row -> latest.putIfAbsent(row.finding().signature(), row.finding()));
            return latest.values().stream()
                    .sorted(Comparator.comparing(Finding::firstSeen).reversed().thenComparing(Finding::id))
                    .toList();
        });
    }

    /** What came of the earlier findings that a campaign replayed, by how many. */
    public Map<Replay, Long> replays(String campaign) {
        return counts(
                Replay.class, "select outcome, count(*) from replayed where campaign = ? group by outcome", campaign);
    }

    private <E extends Enum<E>> Map<E, Long> counts(Class<E> names, String query, String campaign) {
        record Count(String name, long n) {}
        Map<E, Long> counts = new EnumMap<>(names);
        database.transact(s -> s.list(
                        query, p -> p.setString(1, campaign), row -> new Count(row.getString(1), row.getLong(2))))
                .forEach(c -> counts.put(Enum.valueOf(names, c.name), c.n));
        return counts;
    }

    /** What this campaign showed, as it was then; what it found to be fixed is among it. */
    public List<Finding> of(String campaign) {
        return database
                .transact(s -> s.list(
                        "select content from sighting where campaign = ? order by signature_key",
                        p -> p.setString(1, campaign),
                        row -> Rows.json(row.getString(1), Finding.class)))
                .stream()
                .sorted(Comparator.comparing(Finding::status)
                        .thenComparing(Finding::severity)
                        .thenComparing(Finding::id))
                .toList();
    }

    /** A finding of one build, with the campaign that showed it last. */
    public record Sighting(Finding finding, String targetSha, String campaign) {}

    /** By its id: one per build that showed it, the one seen last first. The same fault has the same id on every build. */
    public List<Sighting> find(String id) {
        List<Sighting> all = database.transact(s -> s.list(
                "select f.content, f.target_sha, c.id from finding f join sighting g on g.signature_key ="
                        + " f.signature_key join campaign c on c.id = g.campaign and c.target_sha = f.target_sha where"
                        + " f.id = ? order by c.ordinal desc",
                p -> p.setString(1, id),
                row -> new Sighting(Rows.json(row.getString(1), Finding.class), row.getString(2), row.getString(3))));
        Map<String, Sighting> last = new LinkedHashMap<>();
        all.forEach(sighting -> last.putIfAbsent(sighting.targetSha(), sighting));
        return List.copyOf(last.values());
    }

    /**
     * What the replays of a campaign's proofs saw, by signature. A sighting that an earlier version of Vigil wrote has
     * none.
     */
    public Map<String, Observation> observations(String campaign) {
        record Seen(String signature, Observation observation) {}
        return database
                .transact(s -> s.list(
                        "select content, observation from sighting where campaign = ? and observation is not null",
                        p -> p.setString(1, campaign),
                        row -> new Seen(
                                Rows.json(row.getString(1), Finding.class).signature(),
                                Rows.json(row.getString(2), Observation.class))))
                .stream()
                .collect(Collectors.toMap(Seen::signature, Seen::observation));
    }

    /** Signatures that a campaign saw violated, proven or not. */
    public Set<String> signatures(String campaign) {
        return Set.copyOf(database.transact(s -> s.list(
                "select signature from candidate where campaign = ?",
                p -> p.setString(1, campaign),
                row -> row.getString(1))));
    }

    /** Candidates to be proven, in the order in which they came; none of a campaign that was pruned. */
    public List<Candidate> waiting(String campaign) {
        return database.transact(s -> s.list(
                "select content from candidate where campaign = ? and state = ? and content <> '' order by ordinal",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, CandidateState.WAITING.name());
                },
                row -> Rows.json(row.getString(1), Candidate.class)));
    }

    /** The candidate of a campaign with that signature; empty when it is unknown, was dropped or pruned. */
    public Optional<Candidate> candidate(String campaign, String signature) {
        return database.transact(s -> s.first(
                "select content from candidate where campaign = ? and signature_key = ? and state <> 'DROPPED'"
                        + " and content <> ''",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, Rows.sha256(signature));
                },
                row -> Rows.json(row.getString(1), Candidate.class)));
    }

    public Map<CandidateState, Long> candidateCounts(String campaign) {
        return counts(
                CandidateState.class,
                "select state, count(*) from candidate where campaign = ? group by state",
                campaign);
    }

    /** The same where nothing more is to come: one that was seen in a first proof, and whose second never was, is unstable. */
    public Map<CandidateState, Long> finalCandidateCounts(String campaign) {
        return counts(
                CandidateState.class,
                "select standing, count(*) from (select case when state in ('WAITING', 'PLANNED') and hits > 0"
                        + " then 'UNSTABLE' else state end as standing from candidate where campaign = ?) c"
                        + " group by standing",
                campaign);
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

    /** The same, under one transaction: what the target has of a signature, on this build or on an earlier one. */
    static Optional<Finding> find(Database.Session s, Target target, String signature) throws SQLException {
        Set<String> builds = builds(s, target.name());
        record Row(Finding finding, String sha) {}
        return s
                .list(
                        "select content, target_sha from finding where signature_key = ? order by last_seen desc",
                        p -> p.setString(1, Rows.sha256(signature)),
                        row -> new Row(Rows.json(row.getString(1), Finding.class), row.getString(2)))
                .stream()
                .filter(row -> row.sha().equals(target.sha256()) || builds.contains(row.sha()))
                .min(Comparator.comparing(row -> !row.sha().equals(target.sha256())))
                .map(Row::finding);
    }

    private static Set<String> builds(Database.Session s, String name) throws SQLException {
        return named(s).entrySet().stream()
                .filter(e -> e.getValue().contains(name))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** By hash of a build: the names of the targets that it ever stood under. */
    private static Map<String, Set<String>> named(Database.Session s) throws SQLException {
        return s
                .list(
                        "select target_sha, target from campaign",
                        p -> {},
                        row -> Map.entry(
                                row.getString(1),
                                Rows.json(row.getString(2), Target.class).name()))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    /** Whether the campaign wrote of this finding before. */
    static boolean sighted(Database.Session s, String campaign, String signature) throws SQLException {
        return s.number("select count(*) from sighting where campaign = ? and signature_key = ?", p -> {
                    p.setString(1, campaign);
                    p.setString(2, Rows.sha256(signature));
                })
                > 0;
    }

    static void replayed(Database.Session s, String campaign, Proof proof, Replay outcome) throws SQLException {
        s.update(
                "insert into replayed (campaign, signature_key, outcome, hits, held, runs) values (?, ?, ?, ?, ?, ?)",
                p -> {
                    p.setString(1, campaign);
                    p.setString(2, Rows.sha256(proof.signature()));
                    p.setString(3, outcome.name());
                    p.setInt(4, proof.reproduced().hits());
                    p.setInt(5, proof.held());
                    p.setInt(6, proof.reproduced().runs());
                });
    }

    /**
     * The finding leaves the target's earlier builds: what became of it there is told by the campaigns that saw it. A build
     * that stands under another name as well keeps it.
     *
     * @param observation null when the fault did not show
     */
    static void write(
            Database.Session s, Target target, String campaign, Finding finding, @Nullable Observation observation)
            throws SQLException {
        String sha = target.sha256();
        String key = Rows.sha256(finding.signature());
        for (Map.Entry<String, Set<String>> build : named(s).entrySet()) {
            if (build.getValue().equals(Set.of(target.name()))
                    && !build.getKey().equals(sha)) {
                s.update("delete from finding where target_sha = ? and signature_key = ?", p -> {
                    p.setString(1, build.getKey());
                    p.setString(2, key);
                });
            }
        }
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
        s.update("insert into sighting (campaign, signature_key, content, observation) values (?, ?, ?, ?)", p -> {
            p.setString(1, campaign);
            p.setString(2, key);
            p.setString(3, json);
            p.setString(4, observation == null ? null : Wire.toJson(observation));
        });
    }
}
