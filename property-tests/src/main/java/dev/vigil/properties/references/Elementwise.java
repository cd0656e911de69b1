package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;

/** One number in, one number out, for every element of the first input. */
final class Elementwise {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_LAMBDA = 1.0507009873554805;
    private static final double TIE = 0.5;
    private static final double DIGAMMA_SERIES_FROM = 10;

    /** The rule of one element. */
    @FunctionalInterface
    interface Rule {
        Real of(Arithmetic a, Real x);
    }

    private Elementwise() {}

    static Reference of(Rule rule) {
        return with(q -> rule);
    }

    /** A rule that depends on attributes. */
    static Reference with(Function<Question, Rule> rule) {
        return q -> List.of(map(q, rule.apply(q)));
    }

    private static Expected map(Question q, Rule rule) {
        q.spend(q.grid(0).size());
        Real[] elements = new Real[q.grid(0).size()];
        for (int e = 0; e < elements.length; e++) {
            elements[e] = rule.of(q.arithmetic(), q.real(0, e));
        }
        DType type = q.input(0).dtype();
        return Expected.of(q.grid(0), elements, type.floating() ? type : null);
    }

    /** A function of the C library. */
    static Reference elementary(DoubleUnaryOperator function) {
        return of((a, x) -> a.elementary(function, x));
    }

    /** A function whose implementations are further off. */
    static Reference special(DoubleUnaryOperator function) {
        // Near its zeros a special function is computed from terms of the size of one.
        return of((a, x) ->
                a.off(a.function(function, x, 0).value(), Arithmetic.SPECIAL_ULPS * a.unit(), Arithmetic.SPECIAL_ULPS));
    }

    /** A step function: exact, and open where an inexact operand may lie on either side of a step. */
    static Reference step(DoubleUnaryOperator function) {
        return of((a, x) -> jump(function, x));
    }

    private static Real jump(DoubleUnaryOperator function, Real x) {
        double value = function.applyAsDouble(x.value());
        boolean same = x.error() == 0
                || (function.applyAsDouble(x.value() - x.error()) == value
                        && function.applyAsDouble(x.value() + x.error()) == value);
        return same ? Real.exact(value) : Real.UNKNOWN;
    }

    /** Rounding to whole numbers; where halves go differs between the documentations. */
    static Reference nearest() {
        return of((a, x) -> tied(x) ? Real.UNKNOWN : jump(Math::rint, x));
    }

    private static boolean tied(Real x) {
        return Math.abs(Math.abs(x.value() - Math.rint(x.value())) - TIE) <= x.error();
    }

    /** A truth of every element, as boolean or number. */
    static Reference truth(DoublePredicate predicate) {
        return q -> {
            Real[] elements = new Real[q.grid(0).size()];
            for (int e = 0; e < elements.length; e++) {
                elements[e] = Real.exact(predicate.test(q.input(0).value(e)));
            }
            return List.of(Expected.of(q.grid(0), elements, null));
        };
    }

    static Reference constant(double value) {
        return of((a, x) -> Real.exact(value));
    }

    static double log2(double x) {
        // A power of two has a whole logarithm, which the quotient of two logarithms need not give.
        return Math.abs(x) == Math.scalb(1.0, Math.getExponent(x)) && x > 0
                ? Math.getExponent(x)
                : Math.log(x) / Math.log(2);
    }

    static double gamma(double x) {
        return x == Math.rint(x) && x <= 0 ? Double.NaN : Gamma.gamma(x);
    }

    static double logGamma(double x) {
        if (x > 0) {
            return Gamma.logGamma(x);
        }
        // The reflection formula; poles at whole numbers.
        double sine = Math.abs(Math.sin(Math.PI * (x - 2 * Math.rint(x / 2))));
        return x == Math.rint(x) ? Double.NaN : Math.log(Math.PI / sine) - Gamma.logGamma(1 - x);
    }

    static double digamma(double x) {
        if (x <= 0) {
            return x == Math.rint(x) ? Double.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)));
        }
        // Up to where the asymptotic series has all digits (Abramowitz and Stegun, 6.3.5 and 6.3.18).
        double shift = 0;
        double y = x;
        while (y < DIGAMMA_SERIES_FROM) {
            shift += 1 / y;
            y += 1;
        }
        double s = 1 / (y * y);
        double tail = s * (1.0 / 240 - s * (1.0 / 132 - s * (691.0 / 32760 - s / 12)));
        double series = s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - tail)));
        return Math.log(y) - 0.5 / y - series - shift;
    }

    static Real sigmoid(Arithmetic a, Real x) {
        double value = 1 / (1 + Math.exp(-x.value()));
        // One exponential, one sum and one quotient, none of which cancels.
        return a.off(value, x.error(), Arithmetic.ELEMENTARY_ULPS + 1);
    }

    /** {@code log(1 + exp(x))}: the sum rounds at the size of one, however small the exponential. */
    static Real softplus(Arithmetic a, Real x) {
        double value = Math.max(x.value(), 0) + Math.log1p(Math.exp(-Math.abs(x.value())));
        return a.off(value, x.error() + 9 * a.unit(), Arithmetic.ELEMENTARY_ULPS);
    }

    static Real relu(Arithmetic a, Real x) {
        return Double.isNaN(x.value()) ? Real.UNKNOWN : a.larger(x, Real.ZERO);
    }

    static Real softsign(Arithmetic a, Real x) {
        return a.over(x, a.plus(Real.ONE, x.abs()));
    }

    static Real logSigmoid(Arithmetic a, Real x) {
        return softplus(a, x.negated()).negated();
    }

    static Real mish(Arithmetic a, Real x) {
        return a.times(x, a.elementary(Math::tanh, softplus(a, x)));
    }

    static Real gelu(Arithmetic a, Real x) {
        Real error = a.elementary(Erf::erf, a.over(x, a.constant(Math.sqrt(2))));
        return a.times(a.times(x, Real.exact(0.5)), a.plus(Real.ONE, error));
    }

    static Rule activation(Question q) {
        return switch (q.attributes().text("act_type")) {
            case "relu" -> Elementwise::relu;
            case "sigmoid" -> Elementwise::sigmoid;
            case "softrelu" -> Elementwise::softplus;
            case "softsign" -> Elementwise::softsign;
            case "tanh" -> (a, x) -> a.elementary(Math::tanh, x);
            case "log_sigmoid" -> Elementwise::logSigmoid;
            case "mish" -> Elementwise::mish;
            default -> throw new NotCovered("act_type");
        };
    }

    static Rule leaky(Question q) {
        Attributes attributes = q.attributes();
        Real slope = q.arithmetic().single(attributes.number("slope"));
        return switch (attributes.text("act_type")) {
            case "leaky" -> (a, x) -> x.value() > 0 ? x : a.times(x, slope);
            case "elu" -> (a, x) -> x.value() > 0 ? x : a.times(slope, a.elementary(Math::expm1, x));
            case "selu" ->
                (a, x) -> a.times(
                        a.single(SELU_LAMBDA),
                        x.value() > 0 ? x : a.times(a.single(SELU_ALPHA), a.elementary(Math::expm1, x)));
            case "gelu" -> Elementwise::gelu;
            default -> throw new NotCovered("act_type");
        };
    }

    static Rule hardSigmoid(Question q) {
        Real alpha = q.arithmetic().single(q.attributes().number("alpha"));
        Real beta = q.arithmetic().single(q.attributes().number("beta"));
        return (a, x) -> a.larger(Real.ZERO, a.smaller(Real.ONE, a.plus(a.times(alpha, x), beta)));
    }

    static Rule smoothL1(Question q) {
        Real square = q.arithmetic().square(q.arithmetic().single(q.attributes().number("scalar")));
        return (a, x) -> {
            Real bend = a.over(Real.ONE, square);
            if (!Arithmetic.told(x.abs(), bend)) {
                return Real.UNKNOWN;
            }
            return Math.abs(x.value()) < bend.value()
                    ? a.times(a.times(Real.exact(0.5), square), a.square(x))
                    : a.minus(x.abs(), a.times(Real.exact(0.5), bend));
        };
    }

    static Rule clip(Question q) {
        Real low = q.arithmetic().single(q.attributes().number("a_min"));
        Real high = q.arithmetic().single(q.attributes().number("a_max"));
        Question.require(low.value() <= high.value(), "bounds the wrong way round");
        return (a, x) -> x.unknown() ? Real.UNKNOWN : a.larger(low, a.smaller(high, x));
    }

    static Rule quadratic(Question q) {
        Arithmetic arithmetic = q.arithmetic();
        Real square = arithmetic.single(q.attributes().number("a"));
        Real linear = arithmetic.single(q.attributes().number("b"));
        Real constant = arithmetic.single(q.attributes().number("c"));
        return (a, x) -> a.plus(a.plus(a.times(square, a.square(x)), a.times(linear, x)), constant);
    }

    static Rule overRootOfLength(Question q) {
        Question.require(q.grid(0).rank() > 0, "no last axis");
        Real root = q.arithmetic().sqrt(Real.exact(q.grid(0).dim(q.grid(0).rank() - 1)));
        return (a, x) -> a.over(x, root);
    }

    static Rule around(Question q) {
        int decimals = q.attributes().whole("decimals");
        Question.require(Math.abs(decimals) < 8, "decimals beyond the type");
        Real scale = q.arithmetic().constant(Math.pow(10, Math.abs(decimals)));
        return (a, x) -> {
            Real scaled = decimals >= 0 ? a.times(x, scale) : a.over(x, scale);
            if (a.whole() && decimals >= 0) {
                return x;
            }
            if (scaled.unknown() || tied(scaled)) {
                return Real.UNKNOWN;
            }
            Real whole = jump(Math::rint, scaled);
            return decimals >= 0 ? a.over(whole, scale) : a.times(whole, scale);
        };
    }

    static Rule finite(Question q) {
        Attributes attributes = q.attributes();
        DType type = q.input(0).dtype();
        double nan = attributes.number("nan");
        double above = attributes.given("posinf") ? attributes.number("posinf") : type.max();
        double below = attributes.given("neginf") ? attributes.number("neginf") : type.min();
        return (a, x) -> {
            if (Double.isNaN(x.value())) {
                return a.constant(nan);
            }
            return Double.isInfinite(x.value()) ? a.constant(x.value() > 0 ? above : below) : x;
        };
    }

    /** Another type for the same numbers; fractions are cut off on the way to whole numbers. */
    static List<Expected> cast(Question q) {
        DType type = DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"));
        Tensor input = q.input(0);
        Real[] elements = new Real[input.size()];
        for (int e = 0; e < elements.length; e++) {
            double value = input.value(e);
            boolean cut = type.integral() && !Double.isNaN(value);
            elements[e] = Real.exact(
                    type == DType.BOOL
                            ? (value == 0 ? 0 : 1)
                            : cut ? (value < 0 ? Math.ceil(value) : Math.floor(value)) : value);
        }
        return List.of(Expected.of(input.grid(), elements, type));
    }
}
