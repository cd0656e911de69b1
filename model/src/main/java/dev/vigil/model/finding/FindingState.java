package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a finding stands on its target. */
public enum FindingState {
    @JsonProperty("open")
    OPEN,
    /** Its case was replayed as often as proves such a fault, and held each time. */
    @JsonProperty("fixed")
    FIXED,
    /** It was fixed and was seen again. */
    @JsonProperty("regressed")
    REGRESSED,
    @JsonProperty("accepted")
    ACCEPTED
}
