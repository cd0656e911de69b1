package dev.vigil.store;

import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.WorkUnit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of a build, whatever the campaign: its subjects and what lanes learned of them. */
public final class Targets {
    /** Tasks whose units are told all that is known of the target as a whole. */
    private static final Set<WorkUnit.Task> TOLD_FACTS =
            Set.of(WorkUnit.Task.EXPLORE, WorkUnit.Task.GATHER, WorkUnit.Task.PROVE);

    private static final int SUBJECTS_AT_ONCE = 100;

    private final Database database;

    Targets(Database database) {
        this.database = database;
    }

    /** In order of name. */
    public List<Subject> subjects(String targetSha, String lane) {
        return database.transact(s -> s.list(
                "select name, kind, reason from subject where target_sha = ? and lane = ? order by name",
                p -> {
                    p.setString(1, targetSha);
                    p.setString(2, lane);
                },
                row -> new Subject(row.getString(1), Subject.Kind.valueOf(row.getString(2)), row.getString(3))));
    }

    /** In order of subject. */
    public List<Knowledge> knowledge(String targetSha, String lane) {
        return database.transact(s -> s.list(
                "select subject, revision, content from knowledge where target_sha = ? and lane = ? order by subject",
                p -> {
                    p.setString(1, targetSha);
                    p.setString(2, lane);
                },
                row -> new Knowledge(row.getString(1), row.getInt(2), row.getString(3))));
    }

    /** Names a state of knowledge: with the seed and the generator's version it determines every case drawn from it. */
    static String snapshotHash(List<Knowledge> known) {
        StringBuilder text = new StringBuilder();
        for (Knowledge k : known) {
            text.append(k.subject()).append('\n').append(k.json()).append('\n');
        }
        return Rows.sha256(text.toString());
    }

    /**
     * Units of one campaign with what is known of their subjects, in each unit's order; those that explore, gather or prove
     * with what is known of the target as a whole.
     */
    static List<WorkUnit> withKnowledge(Database.Session s, List<WorkUnit> units) throws SQLException {
        Map<String, Set<String>> subjects = new TreeMap<>();
        for (WorkUnit unit : units) {
            Set<String> ofLane = subjects.computeIfAbsent(unit.lane(), lane -> new TreeSet<>());
            unit.subjects().forEach(subject -> ofLane.add(Rows.fit(subject, 300)));
        }
        Map<String, Map<String, Knowledge>> found = new HashMap<>();
        for (Map.Entry<String, Set<String>> lane : subjects.entrySet()) {
            found.put(lane.getKey(), knowledgeOf(s, units.get(0).campaign(), lane.getKey(), lane.getValue()));
        }
        List<WorkUnit> whole = new ArrayList<>();
        for (WorkUnit unit : units) {
            Map<String, Knowledge> ofLane = found.getOrDefault(unit.lane(), Map.of());
            List<Knowledge> known = new ArrayList<>();
            for (String subject : unit.subjects()) {
                Knowledge one = ofLane.get(Rows.fit(subject, 300));
                if (one != null) {
                    known.add(one);
                }
            }
            if (TOLD_FACTS.contains(unit.task())) {
                known.addAll(facts(s, unit));
            }
            whole.add(unit.withKnowledge(known));
        }
        return whole;
    }

    private static List<Knowledge> facts(Database.Session s, WorkUnit unit) throws SQLException {
        return s.list(
                "select k.subject, k.revision, k.content from knowledge k join campaign c on c.target_sha ="
                        + " k.target_sha where c.id = ? and k.lane = ? and k.subject like ? order by k.subject"
                        + " limit " + Knowledge.FACTS_MAX,
                p -> {
                    p.setString(1, unit.campaign());
                    p.setString(2, unit.lane());
                    p.setString(3, Knowledge.FACT + "%");
                },
                row -> new Knowledge(row.getString(1), row.getInt(2), row.getString(3)));
    }

    /** By subject. */
    private static Map<String, Knowledge> knowledgeOf(
            Database.Session s, String campaign, String lane, Set<String> subjects) throws SQLException {
        List<String> names = List.copyOf(subjects);
        Map<String, Knowledge> found = new HashMap<>();
        for (int from = 0; from < names.size(); from += SUBJECTS_AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + SUBJECTS_AT_ONCE));
            s.list(
                            "select k.subject, k.revision, k.content from knowledge k join campaign c on c.target_sha ="
                                    + " k.target_sha where c.id = ? and k.lane = ? and k.subject in ("
                                    + String.join(", ", Collections.nCopies(some.size(), "?")) + ")",
                            p -> {
                                p.setString(1, campaign);
                                p.setString(2, lane);
                                for (int i = 0; i < some.size(); i++) {
                                    p.setString(3 + i, some.get(i));
                                }
                            },
                            row -> new Knowledge(row.getString(1), row.getInt(2), row.getString(3)))
                    .forEach(k -> found.put(k.subject(), k));
        }
        return found;
    }

    /** Names of the subjects that were learned by calling them; revision 0 is only what the target declares. */
    public Set<String> learned(String targetSha, String lane) {
        List<String> names = database.transact(s -> s.list(
                "select subject from knowledge where target_sha = ? and lane = ? and revision > 0",
                p -> {
                    p.setString(1, targetSha);
                    p.setString(2, lane);
                },
                row -> row.getString(1)));
        return new TreeSet<>(names);
    }

    static void keep(Database.Session s, String sha, String lane, Knowledge k) throws SQLException {
        s.update(
                "merge into knowledge t using (select cast(? as varchar(100)) as target_sha, cast(? as varchar(100)) as"
                        + " lane, cast(? as varchar(300)) as subject, cast(? as int) as revision, cast(? as text) as"
                        + " content) v on (t.target_sha = v.target_sha and t.lane = v.lane and t.subject = v.subject)"
                        + " when matched and v.revision > t.revision then update set revision = v.revision,"
                        + " content = v.content"
                        + " when not matched then insert (target_sha, lane, subject, revision, content)"
                        + " values (v.target_sha, v.lane, v.subject, v.revision, v.content)",
                p -> {
                    p.setString(1, sha);
                    p.setString(2, lane);
                    p.setString(3, Rows.fit(k.subject(), 300));
                    p.setInt(4, k.revision());
                    p.setString(5, k.json());
                });
    }

    static void keep(Database.Session s, String sha, String lane, Subject subject) throws SQLException {
        s.update(
                "merge into subject t using (select cast(? as varchar(100)) as target_sha, cast(? as varchar(100)) as"
                        + " lane, cast(? as varchar(300)) as name, cast(? as varchar(20)) as kind, cast(? as text) as"
                        + " reason) v on (t.target_sha = v.target_sha and t.lane = v.lane and t.name = v.name)"
                        + " when matched then update set kind = v.kind, reason = v.reason"
                        + " when not matched then insert (target_sha, lane, name, kind, reason)"
                        + " values (v.target_sha, v.lane, v.name, v.kind, v.reason)",
                p -> {
                    String reason = subject.reason();
                    p.setString(1, sha);
                    p.setString(2, lane);
                    p.setString(3, Rows.fit(subject.name(), 300));
                    p.setString(4, subject.kind().name());
                    p.setString(5, reason == null ? null : Rows.clean(reason));
                });
    }
}
