package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the reference that a campaign is compared with has the same signature. */
public enum FindingBaseline {
    @JsonProperty("known")
    KNOWN,
    @JsonProperty("new")
    NEW
}
