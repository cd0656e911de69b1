package dev.vigil.properties.draw;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/**
 * A stream of random choices that is a pure function of its seed, the same on every JVM. Values come from jqwik's
 * generators over {@link Random}, whose algorithm is specified. One thread; inside {@link #during}.
 */
public final class Draw {
    private final Generators generators;
    private final Random random;

    /** The generators, built once per session since building them costs more than drawing. */
    public static final class Generators {
        private static final int GENERATION_SIZE = 1000;

        private final RandomGenerator<Integer> lengths = Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of(1, 2, 3, 4)),
                        Tuple.of(3, Arbitraries.integers().between(1, 9).withoutEdgeCases()),
                        Tuple.of(1, Arbitraries.of(5, 7, 8, 16)))
                .generator(GENERATION_SIZE);
        private final RandomGenerator<Long> boundaries = wholeBoundaries().generator(GENERATION_SIZE);
        private final RandomGenerator<Double> reals = realBoundaries().generator(GENERATION_SIZE);
        private final RandomGenerator<Integer> hostileLengths = Arbitraries.frequencyOf(
                        Tuple.of(5, Arbitraries.just(0)),
                        Tuple.of(3, Arbitraries.just(1)),
                        Tuple.of(3, Arbitraries.of(15, 16, 17, 31, 33, 63, 64, 65)),
                        Tuple.of(2, Arbitraries.of(127, 129, 255, 256, 257, 1023, 1025)))
                .generator(GENERATION_SIZE);

        private static Arbitrary<Long> wholeBoundaries() {
            return Arbitraries.frequencyOf(
                    Tuple.of(6, Arbitraries.of(0L, -1L)),
                    Tuple.of(3, Arbitraries.of(-2L, -3L, -100L, 1L, 2L)),
                    Tuple.of(
                            4,
                            Arbitraries.of((long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE, Integer.MAX_VALUE - 1L)),
                    Tuple.of(2, Arbitraries.of(1L << 31, (1L << 32) - 1, Long.MAX_VALUE, Long.MIN_VALUE)),
                    Tuple.of(
                            3,
                            Arbitraries.integers()
                                    .between(2, 12)
                                    .withoutEdgeCases()
                                    .map(e -> 1L << e)),
                    Tuple.of(2, Arbitraries.longs().between(5, 100_000).withoutEdgeCases()));
        }

        private static Arbitrary<Double> realBoundaries() {
            return Arbitraries.frequencyOf(
                    Tuple.of(4, Arbitraries.of(0.0, -0.0, -1.0)),
                    Tuple.of(3, Arbitraries.of(1e38, -1e38, 1e-38, 3.5e38, 1e308)),
                    Tuple.of(3, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)),
                    Tuple.of(
                            2, Arbitraries.doubles().between(-10, 10).ofScale(3).withoutEdgeCases()));
        }
    }

    /** Something that is done inside a session and may fail as {@code E}. */
    public interface Body<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    public Draw(Generators generators, long seed) {
        this.generators = generators;
        this.random = new Random(seed);
    }

    /**
     * Opens what jqwik needs around its generators, for as long as the body runs. Sessions of one JVM exclude each
     * other.
     */
    public static <T, E extends Exception> T during(Body<T, E> body) throws E, InterruptedException {
        JqwikSession.start();
        try {
            return body.run();
        } finally {
            JqwikSession.finish();
        }
    }

    /** In [0, bound). */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    public long seed() {
        return random.nextLong();
    }

    /** A usual length of an axis. */
    public int length() {
        return generators.lengths.next(random).value();
    }

    /** A length at which code tends to break. */
    public int hostileLength() {
        return generators.hostileLengths.next(random).value();
    }

    /** A whole number at which code tends to break. */
    public long boundary() {
        return generators.boundaries.next(random).value();
    }

    /** A real number at which code tends to break. */
    public double realBoundary() {
        return generators.reals.next(random).value();
    }
}
