package dev.vigil.properties.oracles;

/**
 * How much a weighted sum of results changes between two points on a line, from its terms at five points: the middle, two
 * at half the distance and the two themselves. Richardson's extrapolation of central differences (Burden and Faires,
 * Numerical Analysis, section 4.2). One thread.
 *
 * <p>How well the change is known is told from the same values. The differences over half and over the whole distance
 * part where the results are not smooth or curve much. The fourth difference is what remains of rounding errors when
 * smooth parts have cancelled (Hamming, Numerical Methods for Scientists and Engineers, chapter 10); at a kink in the
 * middle it is as large as the jump of the slope times half the distance. Both are summed up by magnitude, term by term, so that kinks of
 * several results do not cancel each other.
 */
final class DifferenceQuotient {
    private double whole;
    private double half;
    private double parting;
    private double fourth;
    private double magnitude;
    private double movement;
    private boolean still = true;

    /** One result with its weight: its values from the first point to the last. */
    void add(double weight, double first, double second, double middle, double fourthPoint, double last) {
        double overWhole = weight * (last - first);
        double overHalf = weight * (fourthPoint - second);
        whole += overWhole;
        half += overHalf;
        parting += Math.abs(2 * overHalf - overWhole);
        fourth += Math.abs(weight * (first - 4 * second + 6 * middle - 4 * fourthPoint + last));
        magnitude += Math.abs(weight * middle);
        movement += Math.abs(weight * (middle - first)) + Math.abs(weight * (last - middle));
        still &= first == middle && second == middle && fourthPoint == middle && last == middle;
    }

    /** From the first point to the last. */
    double change() {
        return (8 * half - whole) / 3;
    }

    /** An error of the change that its own values show; a few times this should be allowed for. */
    double doubt() {
        return parting + 2 * fourth;
    }

    /** Sum of the weighted results by magnitude. */
    double magnitude() {
        return magnitude;
    }

    /** Sum of the ways that the weighted results go, by magnitude; what is small beside it is known well. */
    double movement() {
        return movement;
    }

    /** Whether no result moved at all. */
    boolean still() {
        return still;
    }
}
