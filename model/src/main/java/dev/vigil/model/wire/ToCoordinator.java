package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.worker.Capabilities;

/** What workers tell the coordinator. {@code worker} is the address that answers go to, as the actor system writes it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToCoordinator.Seeking.class, name = "seeking"),
    @JsonSubTypes.Type(value = ToCoordinator.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = ToCoordinator.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = ToCoordinator.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = ToCoordinator.GaveUp.class, name = "gave-up"),
    @JsonSubTypes.Type(value = ToCoordinator.Leaving.class, name = "leaving"),
})
public sealed interface ToCoordinator {
    String worker();

    /** Who leads? Told to every node that may, by a worker that hears from none; answered with {@code Here}. */
    record Seeking(String worker) implements ToCoordinator {}

    /**
     * It is alive and this many slots are free, which may be none; repeated every few seconds, so that a lost answer
     * costs no more than that.
     */
    record Ready(String worker, int freeSlots, Capabilities capabilities) implements ToCoordinator {}

    /** A unit is alive; prolongs its lease. Counts since the unit began. */
    record Progress(String worker, String unit, int attempt, long cases, long crashes, String doing)
            implements ToCoordinator {}

    record Finished(String worker, int attempt, UnitResult result) implements ToCoordinator {}

    /**
     * The unit failed for a fault of ours; it may go out again, a bounded number of times.
     *
     * @param begun whether it had begun, so that it may be what ended it; otherwise something is wrong with the worker, such
     *     as a full disk
     */
    record GaveUp(String worker, String unit, int attempt, String fault, boolean begun) implements ToCoordinator {}

    /** The worker ends; its leases are free. */
    record Leaving(String worker) implements ToCoordinator {}
}
