package dev.vigil.probes.watch;

import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.reduce.Budget;
import dev.vigil.model.reduce.Minimiser;
import dev.vigil.model.reduce.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The delays that a fault was seen with. Immutable.
 *
 * @param delays in the order in which they came
 */
public record DelaySet(List<Delay> delays) {
    public DelaySet {
        delays = List.copyOf(delays);
    }

    /** Writes them as the library takes them, for {@code VIGIL_WATCH_DELAYS}. */
    public Path write(Path file) throws IOException {
        return Files.write(file, delays.stream().map(Delay::line).toList());
    }

    /**
     * A shorter set that still shows the fault. A trial runs the program with a set, as often as the fault's rate needs; a schedule is not
     * wholly ours, so what it answers may differ from time to time, and what comes out is as sure as its last answer.
     *
     * @param trial the whole set shows the fault
     */
    public DelaySet minimised(Trial<DelaySet> trial, Budget budget) throws LaneFault, InterruptedException {
        return new DelaySet(Minimiser.minimise(delays, part -> trial.shows(new DelaySet(part)), budget));
    }
}
