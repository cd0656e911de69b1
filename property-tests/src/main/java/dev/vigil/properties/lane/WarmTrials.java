package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.reduce.Trial;
import dev.vigil.properties.factors.Probe;
import dev.vigil.properties.lane.Replays.Hit;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries cases one after the other in the same executor, which costs a thousandth of a start. A death that came after
 * other cases, and was not caught where the candidate's was, is tried once more in the fresh executor that follows,
 * for it may be their doing. One thread.
 */
final class WarmTrials implements Trial<Case>, Probe, AutoCloseable {
    private final Replays replays;
    private final CaseRunner runner;
    private final int deathsMax;
    private long next = 1;
    private int deaths;
    /** Of the executor that has run a case and lives. */
    private @Nullable ProcessSettings used;

    /** @param deathsMax executors that may die; the owner asks {@link #worn} before each trial */
    WarmTrials(Replays replays, CaseRunner runner, int deathsMax) {
        this.replays = replays;
        this.runner = runner;
        this.deathsMax = deathsMax;
    }

    boolean worn() {
        return deaths >= deathsMax;
    }

    @Override
    public boolean shows(Case call) throws LaneFault, InterruptedException {
        return came(call) == Came.SHOWS;
    }

    @Override
    public Came came(Case call) throws LaneFault, InterruptedException {
        boolean alone = used == null || !used.sameProcess(call.settings());
        Outcome outcome = run(call);
        Optional<Hit> hit = replays.hit(outcome);
        if (hit.isPresent() && hit.get().died() && !alone && !hit.get().endless() && !replays.caughtThere(hit.get())) {
            outcome = run(call);
            hit = replays.hit(outcome);
        }
        if (hit.isPresent()) {
            return replays.elsewhere(hit.get()) ? Came.NOTHING : Came.SHOWS;
        }
        return replays.came(outcome);
    }

    private Outcome run(Case call) throws LaneFault, InterruptedException {
        Outcome outcome = runner.run(List.of(replays.task(next++, call))).get(0);
        deaths += (int) outcome.crashes();
        used = outcome.crashes() > 0 ? null : call.settings();
        return outcome;
    }

    @Override
    public void close() {
        runner.close();
    }
}
