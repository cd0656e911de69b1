package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a finding stands on its target. */
public enum FindingState {
    @JsonProperty("open")
    OPEN,
    @JsonProperty("fixed")
    FIXED,
    @JsonProperty("regressed")
    REGRESSED,
    @JsonProperty("accepted")
    ACCEPTED
}
