package dev.vigil.properties.references;

/**
 * A number as float64 has it, and how far from it the library may be.
 *
 * @param error absolute; infinite where the documentation leaves the result open or the analysis has no bound
 */
record Real(double value, double error) {
    static final Real ZERO = new Real(0, 0);
    static final Real ONE = new Real(1, 0);
    static final Real UNKNOWN = new Real(Double.NaN, Double.POSITIVE_INFINITY);

    static Real exact(double value) {
        return new Real(value, 0);
    }

    static Real exact(boolean value) {
        return value ? ONE : ZERO;
    }

    /** No bound is known, or there is no such number. */
    boolean unknown() {
        return !(error < Double.POSITIVE_INFINITY) || Double.isNaN(value);
    }

    double magnitude() {
        return Math.abs(value) + error;
    }

    Real negated() {
        return new Real(-value, error);
    }

    Real abs() {
        return new Real(Math.abs(value), error);
    }
}
