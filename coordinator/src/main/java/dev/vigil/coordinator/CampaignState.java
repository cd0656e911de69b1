package dev.vigil.coordinator;

import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Ledger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as a value: its lanes, and the counts of all of them together. Changed by events alone, as they are.
 *
 * @param lanes by name; those of which nothing is known yet may be left out
 */
record CampaignState(SortedMap<String, LaneState> lanes, Totals totals, Counts counts) {

    /** Plain counts for whoever watches. */
    record Counts(int planned, int done, int failed, int proven, int unstable, int unreproduced, int faults) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        Counts withPlanned(int more) {
            return new Counts(planned + more, done, failed, proven, unstable, unreproduced, faults);
        }

        Counts withReturned(boolean forGood) {
            return new Counts(planned, done, failed + (forGood ? 1 : 0), proven, unstable, unreproduced, faults + 1);
        }

        Counts withDone(Ledger.@Nullable CandidateState proof, int moreFaults) {
            return new Counts(
                    planned,
                    done + 1,
                    failed,
                    proven + (proof == Ledger.CandidateState.PROVEN ? 1 : 0),
                    unstable + (proof == Ledger.CandidateState.UNSTABLE ? 1 : 0),
                    unreproduced + (proof == Ledger.CandidateState.UNREPRODUCED ? 1 : 0),
                    faults + moreFaults);
        }
    }

    static final CampaignState EMPTY = new CampaignState(new TreeMap<>(), Totals.NONE, Counts.NONE);

    LaneState lane(String name) {
        return lanes.getOrDefault(name, LaneState.EMPTY);
    }

    CampaignState after(CampaignEvent event) {
        if (event instanceof CampaignEvent.Described e) {
            return with(e.lane(), e, totals, counts);
        }
        if (event instanceof CampaignEvent.Planned e) {
            Map<String, List<WorkUnit>> units = e.units().stream().collect(Collectors.groupingBy(WorkUnit::lane));
            CampaignState state = this;
            for (Map.Entry<String, List<WorkUnit>> each : units.entrySet()) {
                List<WorkUnit> some = each.getValue();
                state = state.with(
                        each.getKey(), new CampaignEvent.Planned(some), totals, state.counts.withPlanned(some.size()));
            }
            return state;
        }
        if (event instanceof CampaignEvent.Leased e) {
            String lane = holder(e.unit());
            return lane == null ? this : with(lane, e, totals, counts);
        }
        if (event instanceof CampaignEvent.Returned e) {
            String lane = holder(e.returned().unit());
            return lane == null
                    ? this
                    : with(lane, e, totals, counts.withReturned(e.returned().failed()));
        }
        CampaignEvent.Counted e = (CampaignEvent.Counted) event;
        return with(
                e.acceptance().unit().lane(),
                e,
                totals.plus(e.result().totals()),
                counts.withDone(e.acceptance().proof(), e.result().faults().size()));
    }

    private CampaignState with(String lane, CampaignEvent event, Totals nowTotals, Counts nowCounts) {
        TreeMap<String, LaneState> changed = new TreeMap<>(lanes);
        changed.put(lane, lane(lane).after(event));
        return new CampaignState(changed, nowTotals, nowCounts);
    }

    /** The lane in which a unit is open. */
    private @Nullable String holder(String unit) {
        return lanes.entrySet().stream()
                .filter(e -> e.getValue().holds(unit))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Units of a task over all lanes. */
    long open(WorkUnit.Task task, boolean leased) {
        return lanes.values().stream().mapToLong(l -> l.open(task, leased)).sum();
    }

    long leasedUnits() {
        return lanes.values().stream().mapToLong(LaneState::leasedUnits).sum();
    }

    /** Candidates to be proven, over all lanes. */
    int waiting() {
        return lanes.values().stream().mapToInt(l -> l.waiting().size()).sum();
    }

    /** Whether some lane still has something to learn. */
    boolean learning() {
        return lanes.values().stream().anyMatch(LaneState::learning);
    }
}
