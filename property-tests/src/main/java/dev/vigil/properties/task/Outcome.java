package dev.vigil.properties.task;

import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task; every variant is in exactly one of {@code judged}, {@code inconclusive}, {@code unrun}.
 *
 * @param accepted variants whose every step the library accepted
 * @param tallies per oracle
 * @param notable cases with a violated verdict, crashed ones included; the first few inconclusive ones
 * @param facts of the first variant's base run, arrays without bytes; null when not asked for or it died
 * @param unrun variants that no executor took, for the reason in {@code note}
 */
public record Outcome(
        Task task,
        long judged,
        long inconclusive,
        long unrun,
        long accepted,
        long invocations,
        long crashes,
        SortedMap<String, Tally> tallies,
        List<Judged> notable,
        @Nullable RunFacts facts,
        String note) {
    public Outcome {
        tallies = Collections.unmodifiableSortedMap(new TreeMap<>(tallies));
        notable = List.copyOf(notable);
    }

    /**
     * With what oracles say of one of the variants in the light of further runs. Where they are the only ones that the task
     * asks, they have called that variant inconclusive before, which this takes the place of.
     */
    public Outcome with(Judged later) {
        boolean asked = tallies.keySet().equals(later.verdicts().keySet());
        SortedMap<String, Tally> said = new TreeMap<>(tallies);
        later.verdicts()
                .forEach((oracle, verdict) -> said.merge(
                        oracle,
                        Tally.of(verdict),
                        (before, now) -> before.plus(now).plus(asked ? Tally.TAKEN_BACK : Tally.NONE)));
        List<Judged> seen = new ArrayList<>(notable);
        if (asked) {
            seen.removeIf(before -> before.variant() == later.variant());
        }
        seen.add(later);
        boolean open = later.verdicts().values().stream().allMatch(v -> v instanceof Verdict.Inconclusive);
        long settled = asked && !open ? 1 : 0;
        return new Outcome(
                task,
                judged + settled,
                inconclusive - settled,
                unrun,
                accepted,
                invocations,
                crashes,
                said,
                seen,
                facts,
                note);
    }

    /** With so many more variants unrun, which no executor answered for. */
    public Outcome withLost(long lost) {
        return new Outcome(
                task,
                judged,
                inconclusive,
                unrun + lost,
                accepted,
                invocations,
                crashes,
                tallies,
                notable,
                facts,
                note.isEmpty() ? "lost between executor and lane host" : note);
    }

    /** Of a task that no executor was given. */
    public static Outcome unrun(Task task, String why) {
        return new Outcome(task, 0, 0, task.count(), 0, 0, 0, new TreeMap<>(), List.of(), null, why);
    }

    /** With every variant unrun, for counts that do not add up are not to be believed. */
    public Outcome disbelieved(String why) {
        return new Outcome(task, 0, 0, task.count(), 0, invocations, crashes, new TreeMap<>(), List.of(), null, why);
    }
}
