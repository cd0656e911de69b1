package dev.vigil.model.call;

/** The two 16-bit floating types, which Java 17 cannot convert by itself. */
final class Halves {
    private Halves() {}

    /** IEEE 754 binary16, rounded once from the double to nearest even. */
    static short toFloat16(double value) {
        if (Double.isNaN(value)) {
            return 0x7E00;
        }
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(value);
        if (magnitude >= 65520.0) {
            return (short) (sign | 0x7C00);
        }
        int exponent = Math.max(-14, Math.getExponent(magnitude));
        // Whole units in the last place; rint rounds to even, and a carry into the exponent is what IEEE asks for.
        int units = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        return (short) (sign | (((exponent + 14) << 10) + units));
    }

    static double fromFloat16(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude;
        if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, -24);
        } else {
            magnitude = Math.scalb((double) (fraction | 0x400), exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The upper half of a float, rounded to nearest even. */
    static short toBfloat16(double value) {
        float single = (float) value;
        if (Float.isNaN(single)) {
            return 0x7FC0;
        }
        int bits = Float.floatToRawIntBits(single);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static double fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
