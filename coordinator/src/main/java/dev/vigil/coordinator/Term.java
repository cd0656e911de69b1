package dev.vigil.coordinator;

import dev.vigil.model.campaign.Warrant;
import org.jspecify.annotations.Nullable;

/**
 * By what right a coordinator leads.
 *
 * @param epoch of two that lead, the one with the higher number does
 * @param warrant for workers that ask for one; null where nobody does
 */
public record Term(long epoch, @Nullable Warrant warrant) {
    /** Of a coordinator that has its workers in its own process. */
    public static final Term ALONE = new Term(0, null);
}
