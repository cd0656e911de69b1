package dev.vigil.model.campaign;

import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as the store holds it. Times are milliseconds since 1970, UTC.
 *
 * @param spentMs wall time already used, over all its sittings
 * @param fingerprint null until the target was loaded once
 */
public record Campaign(
        String id,
        CampaignSettings settings,
        Target target,
        State state,
        long startedMs,
        long endedMs,
        long spentMs,
        @Nullable Fingerprint fingerprint) {
    /** INTERRUPTED campaigns can be resumed; so can RUNNING ones whose process is gone. */
    public enum State {
        RUNNING,
        INTERRUPTED,
        FINISHED
    }
}
