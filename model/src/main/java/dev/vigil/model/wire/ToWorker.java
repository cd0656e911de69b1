package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Lease;
import org.jspecify.annotations.Nullable;

/** What the coordinator tells a worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToWorker.Here.class, name = "here"),
    @JsonSubTypes.Type(value = ToWorker.Leased.class, name = "leased"),
    @JsonSubTypes.Type(value = ToWorker.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = ToWorker.Revoked.class, name = "revoked"),
    @JsonSubTypes.Type(value = ToWorker.Drain.class, name = "drain"),
})
public sealed interface ToWorker {
    /**
     * I lead. Answers {@code Seeking} and, for the worker to know that it is heard, {@code Ready}.
     *
     * @param coordinator the address to speak to from now on
     * @param epoch of two that lead, the one with the higher number does
     */
    record Here(String coordinator, long epoch) implements ToWorker {}

    /**
     * Run this unit on that target.
     *
     * @param warrant says that it may be run; null within one process
     */
    record Leased(Lease lease, Target target, @Nullable Warrant warrant) implements ToWorker {}

    /** The result is in the store, or was refused as late; either way the worker may forget it. */
    record Accepted(String unit, int attempt, boolean counted) implements ToWorker {}

    /** The lease is void; end the unit without a result. */
    record Revoked(String unit, int attempt) implements ToWorker {}

    /** The campaign is over: end its units without results, and forget results that nobody confirmed. */
    record Drain() implements ToWorker {}
}
