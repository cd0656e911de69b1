package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a finding could be shown again. */
public enum FindingStatus {
    @JsonProperty("proven")
    PROVEN,
    /** Seen, replayed, and not shown often enough; kept apart. */
    @JsonProperty("unstable")
    UNSTABLE
}
