package dev.vigil.model.unit;

import java.util.Objects;

/**
 * What a lane knows of one subject of one target. Only the lane reads {@code json}; the others keep and pass it.
 *
 * @param revision counts up with each change, so that an older one never replaces a newer one
 */
public record Knowledge(String subject, int revision, String json) {
    public Knowledge {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(json);
    }
}
