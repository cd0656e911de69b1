package dev.vigil.model.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * A lane of a campaign and what it gets of the campaign's time.
 *
 * @param lane by name
 * @param share weight against the shares of the campaign's other lanes; over 0
 */
public record LaneShare(String lane, double share) {
    @JsonCreator
    public LaneShare(@JsonProperty("lane") String lane, @JsonProperty("share") double share) {
        this.lane = Objects.requireNonNull(lane);
        this.share = share;
        if (!(share > 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("the share of lane " + lane + " must be over 0, not " + share);
        }
    }

    /** Of a campaign that has no other lane; also how stored settings of earlier versions name theirs. */
    @JsonCreator
    public static LaneShare whole(String lane) {
        return new LaneShare(lane, 1);
    }
}
