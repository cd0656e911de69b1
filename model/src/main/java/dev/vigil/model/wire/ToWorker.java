package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Lease;

/** What the coordinator tells a worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToWorker.Leased.class, name = "leased"),
    @JsonSubTypes.Type(value = ToWorker.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = ToWorker.Revoked.class, name = "revoked"),
    @JsonSubTypes.Type(value = ToWorker.Drain.class, name = "drain"),
})
public sealed interface ToWorker {
    /** Run this unit on that target. */
    record Leased(Lease lease, Target target) implements ToWorker {}

    /** The result is in the store, or was refused as late; either way the worker may forget it. */
    record Accepted(String unit, int attempt, boolean counted) implements ToWorker {}

    /** The lease is void; end the unit without a result. */
    record Revoked(String unit, int attempt) implements ToWorker {}

    /** End running units without results, take no more, and say {@code Leaving}. */
    record Drain() implements ToWorker {}
}
