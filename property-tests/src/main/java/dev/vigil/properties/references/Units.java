package dev.vigil.properties.references;

import org.hipparchus.special.Erf;

/** The activation functions of networks, by their documented formulas. */
final class Units {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_LAMBDA = 1.0507009873554805;

    private Units() {}

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

    /** Logistic function and exponential are the nearer ones of the vector functions. */
    static Elementwise.Rule activation(Question q) {
        return switch (q.attributes().text("act_type")) {
            case "relu" -> Units::relu;
            case "sigmoid" -> (a, x) -> vectorised(a, sigmoid(a, x), Arithmetic.VECTOR);
            case "softrelu" -> (a, x) -> vectorised(a, softplus(a, x), Arithmetic.VECTOR_ROUGH);
            case "softsign" -> Units::softsign;
            case "tanh" -> (a, x) -> a.vectorised(Math::tanh, x, Arithmetic.VECTOR_ROUGH);
            case "log_sigmoid" -> (a, x) -> vectorised(a, logSigmoid(a, x), Arithmetic.VECTOR_ROUGH);
            case "mish" -> (a, x) -> vectorised(a, mish(a, x), Arithmetic.VECTOR_ROUGH);
            default -> throw new NotCovered("act_type");
        };
    }

    private static Real vectorised(Arithmetic a, Real value, double relative) {
        return value.unknown() ? value : a.off(value.value(), value.error(), a.vectorUlps(relative));
    }

    static Elementwise.Rule leaky(Question q) {
        Attributes attributes = q.attributes();
        Real slope = q.arithmetic().single(attributes.number("slope"));
        return switch (attributes.text("act_type")) {
            case "leaky" -> (a, x) -> x.value() > 0 ? x : a.times(x, slope);
            case "elu" -> (a, x) -> x.value() > 0 ? x : a.times(slope, drop(a, x));
            case "selu" ->
                (a, x) -> a.times(a.single(SELU_LAMBDA), x.value() > 0 ? x : a.times(a.single(SELU_ALPHA), drop(a, x)));
            case "gelu" -> (a, x) -> vectorised(a, gelu(a, x), Arithmetic.VECTOR_ROUGH);
            default -> throw new NotCovered("act_type");
        };
    }

    /** {@code exp(x) - 1}, which vector functions compute as it is written. */
    private static Real drop(Arithmetic a, Real x) {
        Real drop = a.vectorised(Math::expm1, x, Arithmetic.VECTOR_ROUGH);
        return drop.unknown() ? drop : new Real(drop.value(), drop.error() + Arithmetic.ELEMENTARY_ULPS * a.unit());
    }

    static Elementwise.Rule hardSigmoid(Question q) {
        Real alpha = q.arithmetic().single(q.attributes().number("alpha"));
        Real beta = q.arithmetic().single(q.attributes().number("beta"));
        return (a, x) -> a.larger(Real.ZERO, a.smaller(Real.ONE, a.plus(a.times(alpha, x), beta)));
    }

    static Elementwise.Rule smoothL1(Question q) {
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
}
