package dev.vigil.probes.attempt;

import dev.vigil.model.call.Case;

/**
 * An attempt as it is entered in the books.
 *
 * @param subject that it counts for
 * @param cell all else that tells attempts apart, as {@code NAME=VALUE} words
 * @param circumstances for a reader of its finding, in a few words; may be empty
 * @param invocations of the library, as far as the attempt told
 */
public record Entry(Case attempt, String subject, String cell, String circumstances, long invocations) {}
