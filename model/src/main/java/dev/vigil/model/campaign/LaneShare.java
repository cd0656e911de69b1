package dev.vigil.model.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vigil.model.worker.Wants;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lane of a campaign and what it gets of the campaign's time.
 *
 * @param lane by name
 * @param share weight against the shares of the campaign's other lanes; over 0
 * @param wants what a worker must have to be given units of this lane
 */
public record LaneShare(String lane, double share, Wants wants) {
    @JsonCreator
    public LaneShare(
            @JsonProperty("lane") String lane,
            @JsonProperty("share") double share,
            @JsonProperty("wants") @Nullable Wants wants) {
        this.lane = Objects.requireNonNull(lane);
        this.share = share;
        // Stored settings of earlier versions say nothing of it.
        this.wants = wants == null ? Wants.NOTHING : wants;
        if (!(share > 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("the share of lane " + lane + " must be over 0, not " + share);
        }
    }

    /** For any worker. */
    public LaneShare(String lane, double share) {
        this(lane, share, null);
    }

    /** Of a campaign that has no other lane; also how stored settings of earlier versions name theirs. */
    @JsonCreator
    public static LaneShare whole(String lane) {
        return new LaneShare(lane, 1);
    }

    /** The same with this asked for as well. */
    public LaneShare wanting(Wants more) {
        return new LaneShare(lane, share, wants.and(more));
    }
}
