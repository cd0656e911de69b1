package dev.vigil.store;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a result gave the plan. Kept beside the result, so that a resumed campaign plans as the interrupted one would
 * have: what was new when a result came cannot be told later.
 *
 * @param fresh by subject of the unit: distinct valid calls and signatures that the campaign had not seen; zeros are
 *     left out
 * @param learned subjects that the result knows more of than the target declares
 */
public record Harvest(Map<String, Integer> fresh, Set<String> learned) {
    public Harvest {
        fresh = Map.copyOf(fresh);
        learned = Set.copyOf(learned);
    }

    /**
     * @param freshCalls by subject
     */
    public static Harvest of(
            WorkUnit unit, UnitResult result, List<Candidate> freshCandidates, Map<String, Integer> freshCalls) {
        Map<String, Integer> fresh = new TreeMap<>();
        for (String subject : unit.subjects()) {
            int signatures = (int) freshCandidates.stream()
                    .filter(c -> subject.equals(c.operator()))
                    .count();
            int things = freshCalls.getOrDefault(subject, 0) + signatures;
            if (things > 0) {
                fresh.put(subject, things);
            }
        }
        Set<String> learned = new TreeSet<>();
        for (Knowledge k : result.knowledge()) {
            if (k.revision() > 0) {
                learned.add(k.subject());
            }
        }
        return new Harvest(fresh, learned);
    }

    public int freshOf(String subject) {
        return fresh.getOrDefault(subject, 0);
    }
}
