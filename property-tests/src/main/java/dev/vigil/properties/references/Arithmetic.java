package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Arithmetic on numbers with error bounds, for the narrowest type of a call: a running error analysis (Higham, Accuracy
 * and Stability of Numerical Algorithms, 2nd ed., section 3.3) under the standard model with underflow (equations 2.4 and
 * 2.8), {@code fl(x op y) = (x op y)(1 + d) + t}. Sums may be taken in any order (section 4.2). A number beyond the type's range has no bound
 * from there on, since the order of the operations decides whether it overflows.
 *
 * <p>Whole numbers are the same with no rounding at all. The unit roundoff of our own float64 is added to the library's, so that one bound serves
 * both computations.
 */
final class Arithmetic {
    private static final double OWN = 0x1p-53;
    private static final double WHOLE_MAX = 0x1p53;
    private static final int SINGLE_BITS = 24;

    /** Largest errors of elementary functions in the GNU C library manual's table of known maximum errors, in units in the last place. */
    static final double ELEMENTARY_ULPS = 4;

    /** The same for the gamma functions and their like. */
    static final double SPECIAL_ULPS = 16;

    /** Unit roundoffs by which an algorithm may have moved the operand: a small backward error (Higham, section 1.5). */
    private static final double BACKWARD = 4;

    /**
     * Relative errors that oneDNN's own tests (benchdnn, eltwise and softmax) accept of float32 functions, which MXNet takes
     * from there for activations and softmax: exponential and logistic function, and the others.
     */
    static final double VECTOR = 4e-6;

    static final double VECTOR_ROUGH = 4e-5;

    /** Asked for once an element. */
    private static final Map<DType, Arithmetic> FLOATING = allFloating();

    private final double unit;
    private final double tiny;
    private final double low;
    private final double high;
    private final int bits;

    private Arithmetic(double unit, double tiny, double low, double high, int bits) {
        this.unit = unit;
        this.tiny = tiny;
        this.low = low;
        this.high = high;
        this.bits = bits;
    }

    /** That of a call with these types: the narrowest floating type there is, else whole numbers in the range of what comes out. */
    static Arithmetic of(Collection<DType> inputs, Collection<DType> outputs) {
        DType narrow = null;
        double low = -WHOLE_MAX;
        double high = WHOLE_MAX;
        for (Collection<DType> types : List.of(inputs, outputs)) {
            for (DType type : types) {
                if (type.floating()) {
                    narrow = narrow == null || type.unitRoundoff() > narrow.unitRoundoff() ? type : narrow;
                }
            }
        }
        if (narrow != null) {
            return floating(narrow);
        }
        for (DType type : outputs) {
            low = Math.max(low, type.min());
            high = Math.min(high, type.max());
        }
        return new Arithmetic(0, 0, low, high, 53);
    }

    /** That of one floating type. */
    static Arithmetic floating(DType type) {
        Arithmetic floating = FLOATING.get(type);
        if (floating == null) {
            throw new IllegalArgumentException(type + " is no floating type");
        }
        return floating;
    }

    private static Map<DType, Arithmetic> allFloating() {
        Map<DType, Arithmetic> all = new EnumMap<>(DType.class);
        for (DType type : DType.values()) {
            if (type.floating()) {
                all.put(type, made(type));
            }
        }
        return all;
    }

    private static Arithmetic made(DType type) {
        double tiny = switch (type) {
            // Processors may flush what is below the normal numbers to zero; float16 is computed in float32.
            case FLOAT16 -> 0x1p-25;
            case FLOAT64 -> Double.MIN_NORMAL;
            default -> Float.MIN_NORMAL;
        };
        int bits = 1 - Math.getExponent(type.unitRoundoff()) - 1;
        return new Arithmetic(type.unitRoundoff() + OWN, tiny, type.min(), type.max(), bits);
    }

    double unit() {
        return unit;
    }

    /** What an operation may lose below the normal numbers; 0 for whole numbers. */
    double tiny() {
        return tiny;
    }

    boolean whole() {
        return unit == 0;
    }

    /** A float64 or text constant as the computation holds it. */
    Real constant(double value) {
        return representable(value, bits) ? Real.exact(value) : rounded(value, 0);
    }

    /** A constant that the library keeps in float32 first. */
    Real single(double value) {
        return representable(value, Math.min(bits, SINGLE_BITS))
                ? Real.exact(value)
                : rounded(value, Math.abs(value) * DType.FLOAT32.unitRoundoff());
    }

    /** Whether so many significant bits hold the value, whatever its exponent. */
    static boolean representable(double value, int bits) {
        if (value == 0 || !Double.isFinite(value)) {
            return true;
        }
        double scaled = Math.scalb(value, bits - 1 - Math.getExponent(value));
        return scaled == Math.rint(scaled);
    }

    /** The result of an operation that rounds once. */
    Real rounded(double value, double inherited) {
        double error = inherited + unit * (Math.abs(value) + inherited) + tiny;
        return inRange(value, error) ? new Real(value, error) : unknown(value);
    }

    /** The result of an operation that loses nothing. */
    Real kept(double value, double inherited) {
        return inRange(value, inherited) ? new Real(value, inherited) : unknown(value);
    }

    private boolean inRange(double value, double error) {
        return value - error >= low && value + error <= high;
    }

    private static Real unknown(double value) {
        return new Real(value, Double.POSITIVE_INFINITY);
    }

    Real plus(Real x, Real y) {
        return rounded(x.value() + y.value(), x.error() + y.error());
    }

    Real minus(Real x, Real y) {
        return rounded(x.value() - y.value(), x.error() + y.error());
    }

    Real times(Real x, Real y) {
        if (x.unknown() || y.unknown()) {
            return unknown(x.value() * y.value());
        }
        return rounded(
                x.value() * y.value(),
                Math.abs(x.value()) * y.error() + Math.abs(y.value()) * x.error() + x.error() * y.error());
    }

    Real over(Real x, Real y) {
        double quotient = x.value() / y.value();
        double room = Math.abs(y.value()) - y.error();
        if (x.unknown() || y.unknown() || !(room > 0)) {
            return unknown(quotient);
        }
        return rounded(quotient, (x.error() + Math.abs(quotient) * y.error()) / room);
    }

    Real square(Real x) {
        return times(x, x);
    }

    Real sqrt(Real x) {
        if (x.unknown() || x.value() < 0) {
            return Real.UNKNOWN;
        }
        double root = Math.sqrt(x.value());
        double away =
                Math.max(Math.sqrt(x.value() + x.error()) - root, root - Math.sqrt(Math.max(0, x.value() - x.error())));
        return rounded(root, x.error() == 0 ? 0 : away);
    }

    /** A function of the C library, monotone between {@code x - error} and {@code x + error}. */
    Real elementary(DoubleUnaryOperator function, Real x) {
        return function(function, x, ELEMENTARY_ULPS);
    }

    /** @param ulps how many units in the last place the library's function may be off */
    Real function(DoubleUnaryOperator function, Real x, double ulps) {
        if (whole() || x.unknown()) {
            return unknown(function.applyAsDouble(x.value()));
        }
        double value = function.applyAsDouble(x.value());
        double inherited = x.error() == 0
                ? 0
                : Math.max(
                        Math.abs(function.applyAsDouble(x.value() + x.error()) - value),
                        Math.abs(function.applyAsDouble(x.value() - x.error()) - value));
        return off(value, inherited, ulps);
    }

    /**
     * A function that may come from a library of vector functions where the numbers are float32.
     *
     * @param relative error of that library
     */
    Real vectorised(DoubleUnaryOperator function, Real x, double relative) {
        return function(function, x, vectorUlps(relative));
    }

    double vectorUlps(double relative) {
        return bits == SINGLE_BITS ? relative / (2 * unit) : ELEMENTARY_ULPS;
    }

    /** A special function, whose value and operand may both be off by little; next to zeros it is computed from terms of the size of one. */
    Real special(DoubleUnaryOperator function, Real x) {
        Real moved = new Real(x.value(), x.error() + BACKWARD * unit * Math.abs(x.value()));
        Real value = function(function, moved, SPECIAL_ULPS);
        return value.unknown() ? value : new Real(value.value(), value.error() + SPECIAL_ULPS * unit);
    }

    /** A value that comes within so many units in the last place. */
    Real off(double value, double inherited, double ulps) {
        // A unit in the last place is at most two unit roundoffs of the value (Higham, section 2.1).
        double error = inherited + 2 * ulps * unit * (Math.abs(value) + inherited) + tiny;
        return !whole() && inRange(value, error) ? new Real(value, error) : unknown(value);
    }

    Real larger(Real x, Real y) {
        return new Real(Math.max(x.value(), y.value()), Math.max(x.error(), y.error()));
    }

    Real smaller(Real x, Real y) {
        return new Real(Math.min(x.value(), y.value()), Math.max(x.error(), y.error()));
    }

    /** Whether the errors leave no doubt which of the two is larger, or that they are equal. */
    static boolean told(Real x, Real y) {
        double room = x.error() + y.error();
        return room == 0 || Math.abs(x.value() - y.value()) > room;
    }

    /** {@code n u / (1 - n u)} (Higham, lemma 3.1); infinite where that bounds nothing. */
    double gamma(long roundings) {
        double product = roundings * unit;
        return product < 1 ? product / (1 - product) : Double.POSITIVE_INFINITY;
    }

    /**
     * The sum of {@code terms} numbers in any order (Higham, equation 4.4).
     *
     * @param value the sum
     * @param size sum of the terms' magnitudes
     * @param inherited sum of the terms' errors
     */
    Real sum(double value, double size, double inherited, long terms) {
        if (terms == 0) {
            return Real.ZERO;
        }
        double all = size + inherited;
        // What overflows on the way in one order does not in another.
        if (!(all <= high) || (whole() && !(-all >= low) && value < 0)) {
            return unknown(value);
        }
        double error = inherited + gamma(terms) * all + (whole() ? 0 : terms * tiny);
        return error < Double.POSITIVE_INFINITY ? kept(value, error) : unknown(value);
    }

    /** An inner product of exact numbers in any order (Higham, equation 3.5): each product rounds once more. */
    Real dot(double value, double size, long terms) {
        return sum(value, size, whole() ? 0 : gamma(1) * size, terms);
    }
}
