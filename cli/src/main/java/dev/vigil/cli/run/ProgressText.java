package dev.vigil.cli.run;

import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.CampaignProgress.Phase;
import java.util.Locale;

/** The words in which progress is told, on a terminal and off. */
final class ProgressText {
    private ProgressText() {}

    /** For the tail of a bar that shows the time itself. */
    static String tail(CampaignProgress p) {
        return String.format(
                Locale.ROOT,
                "%s left · %,d cases, %,.0f/s · %d/%d operators · %d found%s",
                left(p),
                p.cases(),
                p.casesPerSecond(),
                p.operatorsReached(),
                p.operatorsTotal(),
                p.findingsProven(),
                p.candidates() > 0 ? ", " + p.candidates() + " to prove" : "");
    }

    /** A whole line. */
    static String line(CampaignProgress p) {
        return String.format(
                Locale.ROOT,
                "%s of %s  %-10s %,d cases, %,.0f/s, %d of %d operators, %d crashes, %d proven, %d unstable, %d to prove%s",
                clock(p.elapsedMs()),
                clock(p.budgetMs()),
                word(p.phase()),
                p.cases(),
                p.casesPerSecond(),
                p.operatorsReached(),
                p.operatorsTotal(),
                p.crashes(),
                p.findingsProven(),
                p.findingsUnstable(),
                p.candidates(),
                p.faults() > 0 ? ", " + p.faults() + " faults of our own" : "");
    }

    static String left(CampaignProgress p) {
        return clock(Math.max(0, p.budgetMs() - p.elapsedMs()));
    }

    static String word(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private static String clock(long ms) {
        long s = ms / 1000;
        return s >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
