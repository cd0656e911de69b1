package dev.vigil.cli.run;

import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.finding.Finding;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Lines for logs and pipes: one for each new phase, and one every ten seconds of the campaign. */
final class PlainProgress implements ProgressView {
    private static final long EVERY_MS = 10_000;
    private final PrintStream out;
    private CampaignProgress.@Nullable Phase phase;
    private long lastMs;

    PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(CampaignProgress progress) {
        if (progress.phase() != phase || progress.elapsedMs() - lastMs >= EVERY_MS) {
            phase = progress.phase();
            lastMs = progress.elapsedMs();
            out.println(ProgressText.line(progress));
        }
    }

    @Override
    public void found(Finding finding) {
        out.println("found " + finding.id() + " " + finding.fault().text() + " in "
                + (finding.operator() == null ? "no operator" : finding.operator()));
    }

    @Override
    public void finish() {}
}
