package dev.vigil.model.call;

/** Derives independent seeds from a seed: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    public static long mix(long seed, long salt) {
        long z = seed + GOLDEN_GAMMA * (salt + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A seed from a text, the same on every JVM. */
    public static long mix(long seed, String salt) {
        long mixed = mix(seed, salt.length());
        for (int i = 0; i < salt.length(); i++) {
            mixed = mix(mixed, salt.charAt(i));
        }
        return mixed;
    }

    /** Variant 0 keeps the seed. */
    static long variant(long seed, long variant) {
        return variant == 0 ? seed : mix(seed, variant);
    }
}
