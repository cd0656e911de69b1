package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What backward does with the gradient of one input; the library's codes are 0, 1 and 3. */
public enum GradRequest {
    @JsonProperty("null")
    NULL(0),
    @JsonProperty("write")
    WRITE(1),
    @JsonProperty("add")
    ADD(3);

    private final int code;

    GradRequest(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
