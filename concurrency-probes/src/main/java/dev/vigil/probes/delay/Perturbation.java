package dev.vigil.probes.delay;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.probes.watch.DelaySet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Which delays an attempt's threads are to get at locks, waits, wake-ups and starts of threads: a coordinate of its cell, kept in the
 * case's options. Immutable.
 *
 * @param seed of those that are drawn; 0 else
 * @param given exactly these; empty else
 */
public record Perturbation(Style style, long seed, DelaySet given) {
    /** The option of a case's probe. */
    private static final String OPTION = "delays";

    private static final String BEHIND_STYLE = " ";

    private static final DelaySet NO_DELAYS = new DelaySet(List.of());

    public static final Perturbation NONE = new Perturbation(Style.NONE, 0, NO_DELAYS);

    /** How delays come about. */
    public enum Style {
        NONE(1, Duration.ZERO),
        /** Short ones at every eighth visit of a place on average: what must meet within few instructions, and often. */
        OFTEN(8, Duration.ofNanos(300_000)),
        /** Long ones at every 400th: what must meet within milliseconds, with the other threads at their own pace. */
        SELDOM(400, Duration.ofMillis(10)),
        /** Those of a list. */
        GIVEN(1, Duration.ZERO);

        private final int oneIn;
        private final Duration longest;

        Style(int oneIn, Duration longest) {
            this.oneIn = oneIn;
            this.longest = longest;
        }

        int oneIn() {
            return oneIn;
        }

        Duration longest() {
            return longest;
        }

        /** As cells have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What draws use of the seed, so that the text of a case stays short. */
    private static final int SEEDS = 1 << 20;

    public static Perturbation drawn(Style style, long seed) {
        if (style != Style.OFTEN && style != Style.SELDOM) {
            throw new IllegalArgumentException("nothing is drawn of " + style);
        }
        return new Perturbation(style, seed, NO_DELAYS);
    }

    /** Exactly these; none of them is {@link #NONE}. */
    public static Perturbation exactly(DelaySet delays) {
        return delays.delays().isEmpty() ? NONE : new Perturbation(Style.GIVEN, 0, delays);
    }

    /** None in half of the attempts, and in a quarter each of both styles. */
    public static Perturbation next(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> drawn(Style.OFTEN, random.nextInt(SEEDS));
            case 1 -> drawn(Style.SELDOM, random.nextInt(SEEDS));
            default -> NONE;
        };
    }

    /**
     * That of a case; none where it says nothing of delays.
     *
     * @throws IllegalArgumentException when it says something else
     */
    public static Perturbation of(Case attempt) {
        Probe probe = attempt.probe();
        String text = probe == null ? "" : probe.options().getOrDefault(OPTION, "");
        return text.isEmpty() ? NONE : parse(text);
    }

    static Perturbation parse(String text) {
        String word = text.replaceFirst(" .*$", "");
        String rest = text.length() > word.length() ? text.substring(word.length() + BEHIND_STYLE.length()) : "";
        return switch (Style.valueOf(word.toUpperCase(Locale.ROOT))) {
            case NONE -> NONE;
            case OFTEN -> drawn(Style.OFTEN, Long.parseLong(rest));
            case SELDOM -> drawn(Style.SELDOM, Long.parseLong(rest));
            case GIVEN -> exactly(DelaySet.of(rest));
        };
    }

    /** The case with these delays in place of its own. */
    public Case in(Case attempt) {
        Probe probe = attempt.probe();
        if (probe == null) {
            throw new IllegalArgumentException("only a probe is delayed");
        }
        TreeMap<String, String> options = new TreeMap<>(probe.options());
        options.put(OPTION, text());
        return new Case(attempt.settings(), attempt.steps(), new Probe(probe.name(), options, probe.lane()));
    }

    public boolean any() {
        return style != Style.NONE;
    }

    /** For a reader of a finding, in a few words; empty without delays. */
    public String circumstances() {
        return switch (style) {
            case NONE -> "";
            case OFTEN -> "with short delays, seed " + seed;
            case SELDOM -> "with long delays, seed " + seed;
            case GIVEN -> "with " + given.delays().size() + " given delays";
        };
    }

    /** As cells have it. */
    public String word() {
        return style.word();
    }

    /** What {@link #parse} reads. */
    String text() {
        return switch (style) {
            case NONE -> word();
            case OFTEN, SELDOM -> word() + BEHIND_STYLE + seed;
            case GIVEN -> word() + BEHIND_STYLE + given.text();
        };
    }
}
