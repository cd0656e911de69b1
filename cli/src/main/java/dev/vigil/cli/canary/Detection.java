package dev.vigil.cli.canary;

import dev.vigil.cli.run.ShortRun;
import dev.vigil.cli.run.ShortRun.Sighting;
import dev.vigil.model.finding.Finding;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a canary.
 *
 * @param spoiled its own run, ended by the first finding on the victim that its twin did not show in an earlier turn
 * @param clean a run of the same proxy with nothing spoiled, over as many cases or the whole plan; null where it was left out
 */
record Detection(Planted planted, ShortRun.Result spoiled, ShortRun.@Nullable Result clean) {
    static final String HEADER = String.format(
            Locale.ROOT,
            "%-20s %3s  %-18s %-20s %-34s %7s  %s",
            "canary",
            "row",
            "operator",
            "drawn",
            "found by",
            "after",
            "clean twin");

    /** The first proven finding on the victim; what the clean twin shows as well is the build's own fault. */
    Optional<Sighting> found() {
        return ofVictim(spoiled).filter(Sighting::proven).filter(this::news).findFirst();
    }

    private boolean news(Sighting sighting) {
        String signature = sighting.finding().signature();
        return clean == null
                || clean.sightings().stream()
                        .noneMatch(c -> c.finding().signature().equals(signature));
    }

    private Stream<Sighting> ofVictim(ShortRun.Result run) {
        return run.sightings().stream()
                .filter(s -> planted.victim().equals(s.finding().operator()));
    }

    /** The victim is all right when nothing is spoiled. Other findings of the clean run are faults of the build. */
    boolean twinSilent() {
        return clean != null && !clean.cut() && twinFinding().isEmpty();
    }

    private Optional<Sighting> twinFinding() {
        return Optional.ofNullable(clean)
                .flatMap(run -> ofVictim(run).filter(Sighting::proven).findFirst());
    }

    /** Whether it was found, and its twin, if there was one, was silent. */
    boolean good() {
        return found().isPresent() && (clean == null || twinSilent());
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-20s %3d  %-18s %-20s %-34s %5.0f s  %s",
                planted.canary().name(),
                planted.canary().row(),
                planted.victim(),
                planted.drawn(),
                found().map(Detection::by).orElseGet(this::missed),
                found().map(Sighting::after).orElse(spoiled.took()).toMillis() / 1000.0,
                twin());
    }

    private static String by(Sighting sighting) {
        Finding finding = sighting.finding();
        return finding.oracle() + " (" + finding.fault().text() + ")";
    }

    /** What was seen and did not show in every replay is no proof, and worth a word. */
    private String missed() {
        String seen = ofVictim(spoiled)
                .filter(this::news)
                .findFirst()
                .map(s -> ", unstable in " + s.finding().oracle())
                .orElse("");
        return "missed" + seen + (spoiled.cut() ? ", time over" : "");
    }

    private String twin() {
        if (clean == null) {
            return "left out";
        }
        return twinFinding().map(Detection::by).orElse(clean.cut() ? "time over" : "silent");
    }
}
