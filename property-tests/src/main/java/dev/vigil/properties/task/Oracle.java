package dev.vigil.properties.task;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.List;

/**
 * A pure judge of an observation. The executor asks it first, over whole arrays; the lane host asks it again over what
 * travelled. One that throws is inconclusive.
 */
public interface Oracle {
    String name();

    /**
     * Whether the question makes sense for a case of this structure; the oracle is not asked about the others and
     * appears in no count of theirs.
     */
    default boolean applies(Case call, Intent intent) {
        return true;
    }

    /** Whether it knows what to make of arrays that are stored without their zeros; it is not asked about them if not. */
    default boolean takesSparse() {
        return false;
    }

    /** Whether it is asked about a case of this structure. */
    default boolean asked(Case call, Intent intent) {
        return applies(call, intent) && (takesSparse() || !call.holdsSparse());
    }

    /** Whether it is asked about one operator's calls in a row, of which each takes what the one before it has updated. */
    default boolean sequences() {
        return false;
    }

    /**
     * The part of a campaign's generated structures of this intent that it is asked about, since its runs cost time that
     * others want too. A replay asks always.
     */
    default double share(Intent intent) {
        return 1;
    }

    /** Whether it reads values, of all elements; without it only digests and counts are sure to be there. */
    default boolean wantsValues(Case call, Intent intent) {
        return false;
    }

    /**
     * Runs needed beyond the base run; none for most cases of most oracles. Asked once for all
     * variants of a case, of which the same variants are then run: a pure function of the structure.
     */
    default List<Variation> variations(Case call, Intent intent) {
        return List.of();
    }

    /**
     * The same for an oracle that is asked alone, as in proofs: runs that are dear, or that a campaign takes samples of.
     */
    default List<Variation> variationsAlone(Case call, Intent intent) {
        return variations(call, intent);
    }

    /** Whether unrelated calls are to follow a call that failed. */
    default boolean wantsAftermath(Case call, Intent intent) {
        return false;
    }

    Verdict judge(Case call, Intent intent, Observation observation);
}
