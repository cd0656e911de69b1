package dev.vigil.properties.references;

import org.hipparchus.distribution.continuous.ExponentialDistribution;
import org.hipparchus.distribution.continuous.GammaDistribution;
import org.hipparchus.distribution.continuous.GumbelDistribution;
import org.hipparchus.distribution.continuous.LaplaceDistribution;
import org.hipparchus.distribution.continuous.LogisticDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.distribution.continuous.WeibullDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/** Distributions by their parameters. Those of the wrong sign, and those without a spread, are not covered. */
final class Distributions {
    /** From here on float32 no longer holds every whole number. */
    private static final double WHOLE_MAX = 1 << 24;

    private Distributions() {}

    static Law uniform(double[] p) {
        require(p[0] < p[1]);
        return Law.of(new UniformRealDistribution(p[0], p[1]), Math.max(Math.abs(p[0]), Math.abs(p[1])));
    }

    static Law normal(double[] p) {
        require(p[1] > 0);
        return Law.of(new NormalDistribution(p[0], p[1]), p[0]);
    }

    /** Shape, then scale. */
    static Law gamma(double[] p) {
        require(p[0] > 0 && p[1] > 0);
        return Law.of(new GammaDistribution(p[0], p[1]), 0);
    }

    /** By its scale. */
    static Law exponential(double[] p) {
        require(p[0] > 0);
        return Law.of(new ExponentialDistribution(p[0]), 0);
    }

    /** By its rate. */
    static Law exponentialOfRate(double[] p) {
        require(p[0] > 0);
        return exponential(new double[] {1 / p[0]});
    }

    static Law poisson(double[] p) {
        require(p[0] > 0 && p[0] < WHOLE_MAX);
        return Law.whole(x -> x < 0 ? 0 : Gamma.regularizedGammaQ(x + 1, p[0]), p[0], p[0]);
    }

    /** Successes before failure number k, where a failure has chance p. */
    static Law negativeBinomial(double[] p) {
        require(p[0] > 0 && p[1] > 0 && p[1] < 1 && p[0] * (1 - p[1]) / p[1] < WHOLE_MAX);
        double mean = p[0] * (1 - p[1]) / p[1];
        return Law.whole(x -> x < 0 ? 0 : Beta.regularizedBeta(p[1], p[0], x + 1), mean, mean / p[1]);
    }

    /** Mean, then the dispersion: a Poisson distribution whose mean is gamma distributed. */
    static Law generalizedNegativeBinomial(double[] p) {
        require(p[0] > 0 && p[1] >= 0);
        return p[1] == 0 ? poisson(p) : negativeBinomial(new double[] {1 / p[1], 1 / (1 + p[0] * p[1])});
    }

    static Law binomial(double[] p) {
        require(p[0] >= 1 && p[0] < WHOLE_MAX && p[0] == Math.rint(p[0]) && p[1] > 0 && p[1] < 1);
        return Law.of(new BinomialDistribution((int) p[0], p[1]));
    }

    static Law bernoulli(double[] p) {
        require(p[0] > 0 && p[0] < 1);
        return Law.either(0, 1, p[0]);
    }

    /** Whole numbers from the first to below the second. */
    static Law wholes(double[] p) {
        double count = p[1] - p[0];
        require(count > 1 && Math.abs(p[0]) < WHOLE_MAX && Math.abs(p[1]) < WHOLE_MAX);
        return Law.whole(
                x -> Math.max(0, Math.min(1, (x - p[0] + 1) / count)), (p[0] + p[1] - 1) / 2, (count * count - 1) / 12);
    }

    /** The number of an outcome, by the chances of all. */
    static Law chosen(double[] chances) {
        double mean = 0;
        double square = 0;
        double[] upTo = new double[chances.length];
        double sum = 0;
        for (int outcome = 0; outcome < chances.length; outcome++) {
            require(chances[outcome] >= 0);
            sum += chances[outcome];
            upTo[outcome] = sum;
            mean += chances[outcome] * outcome;
            square += chances[outcome] * outcome * outcome;
        }
        require(sum == 1);
        return Law.whole(x -> x < 0 ? 0 : x >= upTo.length ? 1 : upTo[(int) x], mean, square - mean * mean);
    }

    static Law below(double[] p) {
        return wholes(new double[] {0, p[0]});
    }

    static Law laplace(double[] p) {
        require(p[1] > 0);
        return Law.of(new LaplaceDistribution(p[0], p[1]), p[0]);
    }

    static Law logistic(double[] p) {
        require(p[1] > 0);
        // Hipparchus 4.0.2 has the variance of the inverse scale.
        double variance = Math.PI * Math.PI / 3 * p[1] * p[1];
        return Law.continuous(new LogisticDistribution(p[0], p[1])::cumulativeProbability, p[0], variance, p[0]);
    }

    static Law gumbel(double[] p) {
        require(p[1] > 0);
        return Law.of(new GumbelDistribution(p[0], p[1]), p[0]);
    }

    /** Pareto's second kind, which begins at zero. */
    static Law lomax(double[] p) {
        double a = p[0];
        require(a > 0);
        double mean = a > 1 ? 1 / (a - 1) : Double.POSITIVE_INFINITY;
        double variance = a > 2 ? a / ((a - 1) * (a - 1) * (a - 2)) : Double.POSITIVE_INFINITY;
        // Computed as a power less one, so small results are rounded as numbers near one are.
        return Law.continuous(x -> x <= 0 ? 0 : -Math.expm1(-a * Math.log1p(x)), mean, variance, 1);
    }

    static Law power(double[] p) {
        double a = p[0];
        require(a > 0);
        return Law.continuous(
                x -> x <= 0 ? 0 : x >= 1 ? 1 : Math.pow(x, a), a / (a + 1), a / ((a + 1) * (a + 1) * (a + 2)), 0);
    }

    static Law rayleigh(double[] p) {
        require(p[0] > 0);
        return Law.of(new WeibullDistribution(2, p[0] * Math.sqrt(2)), 0);
    }

    static Law weibull(double[] p) {
        require(p[0] > 0);
        return Law.of(new WeibullDistribution(p[0], 1), 0);
    }

    /** Ones, of which each is put out with this chance, and the others grow so that their mean stays. */
    static Law kept(double[] p) {
        require(p[0] > 0 && p[0] < 1);
        return Law.either(0, 1 / (1 - p[0]), 1 - p[0]);
    }

    private static void require(boolean valid) {
        Question.require(valid, "parameters");
    }
}
