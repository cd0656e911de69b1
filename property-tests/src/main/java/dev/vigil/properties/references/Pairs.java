package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Two numbers in, one number out: with a scalar, element by element, or broadcast. */
final class Pairs {
    private static final int SHIFT_MAX = 31;

    /** The rule of one pair. */
    @FunctionalInterface
    interface Rule {
        Real of(Arithmetic a, Real x, Real y);

        default Rule swapped() {
            return (a, x, y) -> of(a, y, x);
        }
    }

    private Pairs() {}

    /** Under numpy's broadcasting; of equal shapes nothing is broadcast. */
    static Reference broadcast(Rule rule) {
        return q -> {
            q.needs(2);
            Grid grid = q.grid(0).broadcast(q.grid(1));
            q.spend(grid.size());
            Real[] elements = new Real[grid.size()];
            for (int e = 0; e < elements.length; e++) {
                int[] at = grid.at(e);
                elements[e] = rule.of(
                        q.arithmetic(),
                        q.real(0, q.grid(0).projected(at)),
                        q.real(1, q.grid(1).projected(at)));
            }
            return List.of(Expected.of(grid, elements, null));
        };
    }

    static Reference scalar(Rule rule) {
        return q -> {
            double number = q.attributes().number("scalar");
            Question.require(
                    q.input(0).dtype().floating() || q.output(0).floating() || number == Math.rint(number),
                    "a fraction beside whole numbers");
            Question.require(
                    q.output(0).floating() || representable(number, q.input(0).dtype()), "a scalar beyond the type");
            Real scalar = q.arithmetic().constant(number);
            q.spend(q.grid(0).size());
            Real[] elements = new Real[q.grid(0).size()];
            for (int e = 0; e < elements.length; e++) {
                elements[e] = rule.of(q.arithmetic(), q.real(0, e), scalar);
            }
            return List.of(Expected.of(q.grid(0), elements, null));
        };
    }

    private static boolean representable(double number, DType type) {
        return type.floating() || (number >= type.min() && number <= type.max());
    }

    static Rule comparison(DoubleComparison comparison) {
        return (a, x, y) -> Arithmetic.told(x, y) ? Real.exact(comparison.test(x.value(), y.value())) : Real.UNKNOWN;
    }

    /** A relation of two numbers. */
    @FunctionalInterface
    interface DoubleComparison {
        boolean test(double x, double y);
    }

    /** A function of the truth of both, NaN being true. */
    static Rule logical(LongBinaryOperator operator) {
        return (a, x, y) -> Real.exact(operator.applyAsLong(x.value() != 0 ? 1 : 0, y.value() != 0 ? 1 : 0) != 0);
    }

    static Rule bitwise(LongBinaryOperator operator) {
        return (a, x, y) -> {
            Question.require(a.whole(), "bits of fractions");
            return a.kept((double) operator.applyAsLong((long) x.value(), (long) y.value()), 0);
        };
    }

    static Rule shift(boolean left) {
        return (a, x, y) -> {
            long by = (long) y.value();
            if (by < 0 || by >= SHIFT_MAX || !a.whole()) {
                return Real.UNKNOWN;
            }
            long shifted = left ? (long) x.value() << by : (long) x.value() >> by;
            return a.kept((double) shifted, 0);
        };
    }

    /** The remainder with the sign of the divisor; with a divisor of zero nothing is documented. */
    static Real modulo(Arithmetic a, Real x, Real y) {
        if (y.value() == 0 || x.error() + y.error() > 0 || x.unknown() || y.unknown()) {
            return Real.UNKNOWN;
        }
        double rest = x.value() % y.value();
        return rest != 0 && (rest < 0) != (y.value() < 0) ? a.rounded(rest + y.value(), 0) : a.kept(rest, 0);
    }

    /** The remainder with the sign of the dividend. */
    static Real remainder(Arithmetic a, Real x, Real y) {
        boolean open = y.value() == 0 || x.error() + y.error() > 0;
        return open ? Real.UNKNOWN : a.kept(x.value() % y.value(), 0);
    }

    static Real floorDivide(Arithmetic a, Real x, Real y) {
        Real quotient = a.over(x, y);
        double floor = Math.floor(quotient.value());
        boolean told = !quotient.unknown()
                && (a.whole()
                        || (Math.floor(quotient.value() - quotient.error()) == floor
                                && Math.floor(quotient.value() + quotient.error()) == floor));
        return told ? a.kept(floor, 0) : Real.UNKNOWN;
    }

    static Real power(Arithmetic a, Real x, Real y) {
        double value = Math.pow(x.value(), y.value());
        if (x.unknown() || y.unknown() || Double.isNaN(value)) {
            return Real.UNKNOWN;
        }
        if (a.whole()) {
            return value == Math.rint(value) && y.value() >= 0 ? a.kept(value, 0) : Real.UNKNOWN;
        }
        double inherited = 0;
        if (x.error() > 0) {
            inherited += Math.abs(y.value() * value / x.value()) * x.error();
        }
        if (y.error() > 0) {
            inherited += Math.abs(value * Math.log(Math.abs(x.value()))) * y.error();
        }
        // Twice the first derivatives' share covers the higher ones, as the errors are small.
        return a.off(value, 2 * inherited, Arithmetic.ELEMENTARY_ULPS);
    }

    static Real maximum(Arithmetic a, Real x, Real y) {
        return x.unknown() || y.unknown() ? Real.UNKNOWN : a.larger(x, y);
    }

    static Real minimum(Arithmetic a, Real x, Real y) {
        return x.unknown() || y.unknown() ? Real.UNKNOWN : a.smaller(x, y);
    }

    /** The larger one that is a number. */
    static Real maximumNumber(Arithmetic a, Real x, Real y) {
        return Double.isNaN(x.value()) ? y : Double.isNaN(y.value()) ? x : a.larger(x, y);
    }

    static Real minimumNumber(Arithmetic a, Real x, Real y) {
        return Double.isNaN(x.value()) ? y : Double.isNaN(y.value()) ? x : a.smaller(x, y);
    }

    /** A function of the C library that changes no more than its operands do. */
    static Rule elementary(DoubleBinaryOperator function) {
        return (a, x, y) -> x.unknown() || y.unknown()
                ? Real.UNKNOWN
                : a.off(
                        function.applyAsDouble(x.value(), y.value()),
                        x.error() + y.error(),
                        Arithmetic.ELEMENTARY_ULPS);
    }

    static Real angle(Arithmetic a, Real y, Real x) {
        // On the cut the sign of zero decides, and inexact operands turn by their share of the radius.
        boolean cut = x.value() <= 0 && Math.abs(y.value()) <= y.error();
        if (cut || x.unknown() || y.unknown()) {
            return Real.UNKNOWN;
        }
        double radius = Math.hypot(x.value(), y.value());
        double turn = x.error() + y.error() == 0 ? 0 : 2 * (x.error() + y.error()) / radius;
        return a.off(Math.atan2(y.value(), x.value()), turn, Arithmetic.ELEMENTARY_ULPS);
    }

    static Real withSign(Arithmetic a, Real x, Real y) {
        // Builds differ in whether a zero has a sign.
        return y.value() == 0 || Double.isNaN(y.value()) || x.unknown()
                ? Real.UNKNOWN
                : new Real(Math.copySign(x.value(), y.value()), x.error());
    }

    static Real scaledByPower(Arithmetic a, Real x, Real y) {
        if (x.unknown() || y.unknown()) {
            return Real.UNKNOWN;
        }
        Real factor = a.whole() ? a.kept(Math.pow(2, y.value()), 0) : power(a, Real.exact(2), y);
        return y.value() < 0 && a.whole() ? Real.UNKNOWN : a.times(x, factor);
    }

    static Real logAddExp(Arithmetic a, Real x, Real y) {
        if (x.unknown() || y.unknown() || Double.isInfinite(x.value() + y.value())) {
            return Real.UNKNOWN;
        }
        double larger = Math.max(x.value(), y.value());
        double value = larger + Math.log1p(Math.exp(-Math.abs(x.value() - y.value())));
        // The difference of the operands rounds, and so does the exponential before the logarithm.
        double inherited = x.error() + y.error() + a.unit() * (Math.abs(x.value()) + Math.abs(y.value()) + 9);
        return a.off(value, inherited, Arithmetic.ELEMENTARY_ULPS);
    }

    static Real divisor(Arithmetic a, Real x, Real y) {
        return a.whole() ? a.kept((double) gcd((long) x.value(), (long) y.value()), 0) : Real.UNKNOWN;
    }

    static Real multiple(Arithmetic a, Real x, Real y) {
        long divisor = gcd((long) x.value(), (long) y.value());
        return a.whole()
                ? a.kept(divisor == 0 ? 0 : Math.abs(x.value() / (double) divisor * y.value()), 0)
                : Real.UNKNOWN;
    }

    private static long gcd(long x, long y) {
        long a = Math.abs(x);
        long b = Math.abs(y);
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
