package dev.vigil.model.unit;

import java.util.List;

/**
 * What a unit reached of one subject.
 *
 * @param meantValid cases sent that were meant to be valid
 * @param valid those of them that the library accepted
 * @param hostile cases sent that were meant to be refused
 * @param marks short texts naming what was reached for the first time as far as the unit knows: {@code call:HASH}
 *     for a distinct valid call (dtypes, ranks, attribute keys and values), {@code attr:KEY=VALUE}
 * @param exhausted whether the lane believes that no further distinct valid call exists
 */
public record Coverage(
        String subject, long meantValid, long valid, long hostile, List<String> marks, boolean exhausted) {
    public Coverage {
        marks = List.copyOf(marks);
    }
}
