package dev.vigil.coordinator;

import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Results;
import dev.vigil.store.Units;
import java.util.List;
import java.util.Set;

/** What changes the state of a campaign. */
sealed interface CampaignEvent {
    /**
     * The target said what it has for a lane.
     *
     * @param subjects that this campaign works on
     * @param learned those of them that earlier campaigns learned
     */
    record Described(String lane, List<String> subjects, Set<String> learned) implements CampaignEvent {
        public Described {
            subjects = List.copyOf(subjects);
            learned = Set.copyOf(learned);
        }
    }

    record Planned(List<WorkUnit> units) implements CampaignEvent {
        public Planned {
            units = List.copyOf(units);
        }
    }

    record Leased(String unit, int attempt) implements CampaignEvent {}

    /** The unit is without a worker again, or failed for good. */
    record Returned(Units.Returned returned) implements CampaignEvent {}

    /** Its result is in the store. */
    record Counted(UnitResult result, Results.Acceptance.Counted acceptance) implements CampaignEvent {}
}
