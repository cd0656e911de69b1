package dev.vigil.properties.references;

import org.hipparchus.special.Gamma;

/** Functions of one number that neither the JDK nor Hipparchus has to all digits and on the whole line. NaN at poles. */
final class SpecialFunctions {
    private static final double DIGAMMA_SERIES_FROM = 10;

    private SpecialFunctions() {}

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
}
