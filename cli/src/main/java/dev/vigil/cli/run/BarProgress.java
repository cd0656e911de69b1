package dev.vigil.cli.run;

import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.finding.Finding;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One line at the bottom of a terminal, redrawn in place; its length is the time that the campaign has. */
final class BarProgress implements ProgressView {
    private static final int REDRAW_MS = 250;
    private final PrintStream terminal;
    private final int columns;
    private @Nullable ProgressBar bar;

    BarProgress(PrintStream terminal, int columns) {
        this.terminal = terminal;
        this.columns = columns;
    }

    @Override
    public void show(CampaignProgress progress) {
        ProgressBar line = bar;
        if (line == null) {
            line = new ProgressBarBuilder()
                    .setTaskName("vigil")
                    .setInitialMax(Math.max(1, progress.budgetMs()))
                    .setUpdateIntervalMillis(REDRAW_MS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(terminal, columns))
                    // Without a renderer of numbers: milliseconds mean nothing to a reader, the tail has the time.
                    .setRenderer(
                            (state, width) -> render(state.getNormalizedProgress(), state.getExtraMessage(), width))
                    .build();
            bar = line;
        }
        line.setExtraMessage(ProgressText.word(progress.phase()) + " · " + ProgressText.tail(progress));
        line.stepTo(Math.min(progress.elapsedMs(), progress.budgetMs()));
    }

    private static String render(double share, String tail, int width) {
        int room = Math.max(5, Math.min(30, width - tail.length() - 4));
        int full = (int) Math.round(Math.max(0, Math.min(1, share)) * room);
        String text = "[" + "=".repeat(full) + " ".repeat(room - full) + "] " + tail;
        return text.length() > width ? text.substring(0, width) : text;
    }

    @Override
    public void found(Finding finding) {
        // The tail counts them; a list scrolling by would hide the bar.
    }

    @Override
    public void finish() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
