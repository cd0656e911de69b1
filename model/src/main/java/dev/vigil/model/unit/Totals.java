package dev.vigil.model.unit;

/**
 * The books of a unit; {@link #balanced()} must hold.
 *
 * @param generated cases made
 * @param judged cases with a verdict of holds or violated from every oracle asked, crashed ones included
 * @param inconclusive cases where some oracle could not tell and none was violated
 * @param unrun cases made that no executor took, each for a reason noted in the unit's result
 * @param invocations operator calls made by executors
 * @param crashes executors that died on a case
 */
public record Totals(long generated, long judged, long inconclusive, long unrun, long invocations, long crashes) {
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

    public Totals plus(Totals other) {
        return new Totals(
                generated + other.generated,
                judged + other.judged,
                inconclusive + other.inconclusive,
                unrun + other.unrun,
                invocations + other.invocations,
                crashes + other.crashes);
    }

    public boolean balanced() {
        return generated == judged + inconclusive + unrun;
    }
}
