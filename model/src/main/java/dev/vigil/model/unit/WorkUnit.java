package dev.vigil.model.unit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The smallest thing leased, run and judged. A pure function of campaign, seed and earlier results, so that a unit
 * that goes out again does the same work.
 *
 * @param id unique in the store; {@code campaign/round/index}
 * @param lane who can run it, by name
 * @param task what the lane is asked to do
 * @param subjects what it is about, in the lane's own words (operators); may be empty
 * @param neighbours other subjects of the campaign that were learned, which the lane may hold against its own; none that
 *     the campaign leaves out
 * @param knowledge what the lane learned about these subjects earlier, as the lane's own JSON; and, where it explores or gathers,
 *     what it knows of the target as a whole
 * @param cases budget in cases; for {@link Task#PROVE} how often to replay the candidate as it is, behind all of its
 *     history, or 0 to prove and shrink it
 * @param settings of the processes it starts
 * @param oracles names of those to ask; empty means all
 * @param candidate what to prove, for {@link Task#PROVE} only
 */
public record WorkUnit(
        String id,
        String campaign,
        String lane,
        Task task,
        int round,
        long seed,
        List<String> subjects,
        List<Knowledge> knowledge,
        int cases,
        ProcessSettings settings,
        List<String> oracles,
        UnitLimits limits,
        @Nullable Candidate candidate,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<String> neighbours) {
    /** What a lane can be asked for. */
    public enum Task {
        /** List the subjects of the target, and its fingerprint. */
        DESCRIBE,
        /** Learn how the subjects are called. */
        LEARN,
        /** Spend the budget of cases on the subjects. */
        EXPLORE,
        /** Replay a candidate in fresh processes until it is proven or not. */
        PROVE,
        /** Judge what is known of the target as a whole; run nothing. */
        GATHER
    }

    public WorkUnit {
        Objects.requireNonNull(id);
        Objects.requireNonNull(settings);
        subjects = List.copyOf(subjects);
        knowledge = List.copyOf(knowledge);
        oracles = List.copyOf(oracles);
        // Jackson passes null for a list that the text leaves out.
        neighbours = neighbours == null ? List.of() : List.copyOf(neighbours);
        if ((task == Task.PROVE) != (candidate != null)) {
            throw new IllegalArgumentException("a PROVE unit has a candidate, the others have none");
        }
    }

    /** A unit without neighbours. */
    public WorkUnit(
            String id,
            String campaign,
            String lane,
            Task task,
            int round,
            long seed,
            List<String> subjects,
            List<Knowledge> knowledge,
            int cases,
            ProcessSettings settings,
            List<String> oracles,
            UnitLimits limits,
            @Nullable Candidate candidate) {
        this(
                id, campaign, lane, task, round, seed, subjects, knowledge, cases, settings, oracles, limits, candidate,
                List.of());
    }

    @Override
    public List<String> neighbours() {
        return Objects.requireNonNull(neighbours);
    }

    /** The same unit, beside these. */
    public WorkUnit withNeighbours(List<String> others) {
        return new WorkUnit(
                id, campaign, lane, task, round, seed, subjects, knowledge, cases, settings, oracles, limits, candidate,
                others);
    }

    /** The same unit, with what is known of its subjects now. */
    public WorkUnit withKnowledge(List<Knowledge> known) {
        return new WorkUnit(
                id,
                campaign,
                lane,
                task,
                round,
                seed,
                subjects,
                known,
                cases,
                settings,
                oracles,
                limits,
                candidate,
                neighbours);
    }

    /** The same unit about other subjects, of which nothing is known. */
    public WorkUnit withSubjects(List<String> others) {
        return withSubjects(others, cases);
    }

    /** The same, with a budget of their own. */
    public WorkUnit withSubjects(List<String> others, int theirCases) {
        return new WorkUnit(
                id,
                campaign,
                lane,
                task,
                round,
                seed,
                others,
                List.of(),
                theirCases,
                settings,
                oracles,
                limits,
                candidate);
    }

    /** The same unit, for another lane. */
    public WorkUnit of(String otherLane) {
        return new WorkUnit(
                id, campaign, otherLane, task, round, seed, subjects, knowledge, cases, settings, oracles, limits,
                candidate);
    }

    /** The same unit, with other limits. */
    public WorkUnit withLimits(UnitLimits others) {
        return new WorkUnit(
                id,
                campaign,
                lane,
                task,
                round,
                seed,
                subjects,
                knowledge,
                cases,
                settings,
                oracles,
                others,
                candidate,
                neighbours);
    }
}
