package dev.vigil.properties.task;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One case with what was seen and what the oracles said.
 *
 * @param variant of the task's case
 * @param verdicts by oracle name
 */
public record Judged(long variant, Observation observation, SortedMap<String, Verdict> verdicts) {
    public Judged {
        verdicts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
    }
}
