package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** One number in, one number out, for every element of the first input. */
final class Elementwise {
    private static final double TIE = 0.5;

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
        return of((a, x) -> a.special(function, x));
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
        // As many products with ten, or quotients, as there are decimals, each of which rounds.
        double power = Math.pow(10, Math.abs(decimals));
        Real scale = q.arithmetic().kept(power, q.arithmetic().gamma(Math.abs(decimals)) * power);
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

    /** Between types with fractions; with others it is documented to do nothing. */
    static List<Expected> castNarrow(Question q) {
        DType type = DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"));
        Question.require(type.floating() && q.input(0).dtype().floating(), "whole numbers");
        return cast(q);
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
