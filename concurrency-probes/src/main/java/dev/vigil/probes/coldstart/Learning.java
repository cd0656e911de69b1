package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets calls that the library accepts. How operators are called is what another lane learns; its units are run here as
 * they are, and of what it drew the accepted calls are kept. What it found wrong is its own business and left to it.
 */
public final class Learning {
    /** The cheapest of that lane's judges: what is wrong with a call is not asked here. */
    private static final String JUDGE = "survival";

    /** Passes over the learned operators; each gives one call of each. */
    private static final int PASSES = 3;

    private static final int CASES_PER_OPERATOR = 12;

    private final WorkUnit unit;
    private final LaneContext context;
    private final Lane teacher;

    public Learning(WorkUnit unit, LaneContext context) throws LaneFault {
        this.unit = unit;
        this.context = context;
        this.teacher = context.lane(CampaignSettings.USUAL_LANE);
    }

    public UnitResult describe() throws LaneFault, InterruptedException {
        UnitResult described = teacher.run(of(WorkUnit.Task.DESCRIBE, List.of(), List.of(), 0, unit.seed()), context);
        return described.describing(described.subjects());
    }

    public UnitResult learn() throws LaneFault, InterruptedException {
        UnitResult learned =
                teacher.run(of(WorkUnit.Task.LEARN, unit.subjects(), List.of(), unit.cases(), unit.seed()), context);
        Totals totals = learned.totals();
        List<String> faults = new ArrayList<>(learned.faults());
        long left = learned.candidates().size();
        Map<String, List<Case>> found = new LinkedHashMap<>();
        take(learned, found);
        List<Knowledge> known =
                learned.knowledge().stream().filter(k -> k.revision() > 0).toList();
        for (int pass = 0; pass < PASSES; pass++) {
            List<Knowledge> wanting = known.stream()
                    .filter(k -> found.getOrDefault(k.subject(), List.of()).size() < PASSES)
                    .toList();
            if (wanting.isEmpty()) {
                break;
            }
            List<String> names = wanting.stream().map(Knowledge::subject).toList();
            UnitResult explored = teacher.run(
                    of(
                            WorkUnit.Task.EXPLORE,
                            names,
                            wanting,
                            CASES_PER_OPERATOR * names.size(),
                            Seeds.mix(unit.seed(), pass)),
                    context);
            totals = totals.plus(explored.totals());
            faults.addAll(explored.faults());
            left += explored.candidates().size();
            take(explored, found);
        }
        List<String> notes = new ArrayList<>(learned.notes());
        if (left > 0) {
            notes.add(left + " faults of calls that were tried are left to the lane " + CampaignSettings.USUAL_LANE);
        }
        List<Knowledge> knowledge = new ArrayList<>();
        found.forEach((operator, calls) -> knowledge.add(new Examples(calls).of(operator, 1)));
        return UnitResult.learned(unit, totals, knowledge, faults, notes);
    }

    private static void take(UnitResult result, Map<String, List<Case>> found) {
        for (KeptCase kept : result.kept()) {
            if (accepted(kept)) {
                List<Case> calls = found.computeIfAbsent(kept.subject(), s -> new ArrayList<>());
                Case call = CallFiles.stripped(kept.call());
                if (calls.size() < PASSES && !calls.contains(call)) {
                    calls.add(call);
                }
            }
        }
    }

    private static boolean accepted(KeptCase kept) {
        return kept.reason() == KeptCase.Reason.SAMPLED
                && kept.observation() instanceof Observation.Answered answered
                && !answered.runs().isEmpty()
                && answered.runs().stream().map(RunFacts::rejected).noneMatch(Optional::isPresent)
                && CallFiles.plain(kept.call());
    }

    private WorkUnit of(WorkUnit.Task task, List<String> subjects, List<Knowledge> known, int cases, long seed) {
        return new WorkUnit(
                unit.id(),
                unit.campaign(),
                CampaignSettings.USUAL_LANE,
                task,
                unit.round(),
                seed,
                subjects,
                known,
                cases,
                unit.settings(),
                List.of(JUDGE),
                unit.limits().within(Math.max(1, unit.limits().seconds() / 2)),
                null);
    }
}
