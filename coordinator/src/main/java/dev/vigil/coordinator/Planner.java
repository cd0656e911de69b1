package dev.vigil.coordinator;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Says what comes next: a pure function of the campaign's settings, its state and the time spent. Each lane has a planner
 * of its own; this one shares slots and time among them. The next slot goes to the lane that has had the least for its
 * share, so none starves and none is waited for: what a lane has no work for, the others have.
 */
final class Planner {
    private static final int UNIT_SECONDS_MIN = 20;
    private static final int UNIT_SECONDS_MAX = 90;

    /** A process with its kernels and a GPU's driver holds some three gigabytes before it does anything. */
    private static final UnitLimits ON_GPU = new UnitLimits(
            UnitLimits.USUAL.seconds(), UnitLimits.USUAL.caseSeconds(), 2 * UnitLimits.USUAL.memoryBytes());

    private final CampaignSettings settings;
    private final List<LanePlanner> lanes;

    Planner(String campaign, CampaignSettings settings) {
        this.settings = settings;
        this.lanes = settings.lanes().stream()
                .map(share -> new LanePlanner(campaign, settings, share.lane()))
                .toList();
    }

    /** What may go out next: units of a lane with one of these tasks. */
    record Turn(String lane, Set<WorkUnit.Task> tasks) {
        Turn {
            tasks = Set.copyOf(tasks);
        }
    }

    static long budgetMs(CampaignSettings settings) {
        return (long) (settings.minutes() * 60_000);
    }

    private boolean fixed() {
        return settings.plan() == CampaignSettings.PlanMode.FIXED;
    }

    /** Budget of wall time; the fixed plan runs to its end whatever it is, with proofs as long as suits it. */
    long budgetMs() {
        return budgetMs(settings);
    }

    /** Whether every lane said what the target has for it. */
    boolean described(CampaignState state) {
        return settings.lanes().stream()
                .map(LaneShare::lane)
                .allMatch(lane -> state.lane(lane).described());
    }

    /** Whether new cases are still to be made in some lane. */
    boolean exploring(CampaignState state, long spentMs) {
        return lanes.stream().anyMatch(lane -> lane.exploring(state.lane(lane.lane()), spentMs));
    }

    /** Whether units may go out at all. */
    boolean leasing(long spentMs) {
        return fixed() || spentMs < budgetMs();
    }

    /** The order in which the next free slot is filled: the first turn of which a unit is planned. */
    List<Turn> order(CampaignState state, long spentMs) {
        boolean room = room(state);
        List<Turn> turns = new ArrayList<>();
        lanes.stream()
                .sorted(Comparator.comparingDouble(
                        lane -> state.lane(lane.lane()).usedMs() / settings.part(lane.lane())))
                .forEach(lane -> lane.order(state.lane(lane.lane()), spentMs, room)
                        .forEach(tasks -> turns.add(new Turn(lane.lane(), tasks))));
        return turns;
    }

    /** Whether the next free slots would have the same turn: proofs and lanes take turns with others. */
    boolean repeats(Turn turn) {
        return lanes.size() == 1 && !turn.tasks().contains(WorkUnit.Task.PROVE);
    }

    /** Whether it has a slot for one more proof, of whatever lane. */
    private boolean room(CampaignState state) {
        return state.open(WorkUnit.Task.PROVE, true) < settings.slots() / 2;
    }

    /** Whether nothing is out and nothing is left to do, or the time is up. */
    boolean finished(CampaignState state, long spentMs, long graceMs) {
        if (!fixed() && spentMs >= budgetMs() + graceMs) {
            return true;
        }
        if (state.leasedUnits() > 0) {
            return false;
        }
        return !leasing(spentMs) || lanes.stream().allMatch(lane -> lane.idle(state.lane(lane.lane()), spentMs));
    }

    /**
     * The next round of each lane; empty when enough is planned already. The caller plans what it answers before it asks
     * again.
     *
     * @param candidates looks a waiting candidate up by its signature
     */
    List<WorkUnit> next(CampaignState state, long spentMs, Function<String, Optional<Candidate>> candidates) {
        if (!leasing(spentMs)) {
            return List.of();
        }
        UnitLimits limits = limits(spentMs);
        boolean free = state.leasedUnits() < settings.slots();
        boolean room = room(state);
        return lanes.stream()
                .flatMap(lane -> lane.next(state.lane(lane.lane()), spentMs, limits, free, room, candidates).stream())
                .toList();
    }

    /** Asks a lane for replays of earlier findings: they come before all its other units, right after it was described. */
    List<WorkUnit> replays(CampaignState state, String lane, long spentMs, List<Finding> due) {
        return lanes.stream()
                .filter(each -> each.lane().equals(lane))
                .flatMap(each -> each.replays(state.lane(lane), limits(spentMs), due).stream())
                .toList();
    }

    /** A unit ends by itself well within its limit; one that is begun late must not outlast the campaign. */
    private UnitLimits limits(long spentMs) {
        boolean onGpu = ProcessSettings.plain(settings.device()).onGpu();
        UnitLimits usual = onGpu ? ON_GPU : UnitLimits.USUAL;
        if (fixed()) {
            return usual;
        }
        long leftSeconds = (budgetMs() - spentMs) / 1000;
        // Kernels of a GPU are compiled when they are first used, for up to a minute each.
        int most = onGpu ? usual.seconds() : UNIT_SECONDS_MAX;
        int seconds = (int) Math.max(UNIT_SECONDS_MIN, Math.min(most, leftSeconds));
        return new UnitLimits(seconds, Math.min(usual.caseSeconds(), seconds), usual.memoryBytes());
    }

    /**
     * A unit as it goes out: one that waited for a slot must not outlast what is left of the budget, or all that it does
     * is lost.
     */
    WorkUnit endingInTime(WorkUnit unit, long spentMs, long graceMs) {
        if (fixed()) {
            return unit;
        }
        return unit.withLimits(unit.limits().within((int) ((budgetMs() + graceMs - spentMs) / 1000)));
    }
}
