package dev.vigil.bench.cluster;

import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.unit.Counter;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the coordinator says while it is measured. */
final class Tally implements CampaignListener {
    private final LongAdder counted = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile @Nullable CampaignProgress newest;
    private volatile @Nullable CampaignEnd end;

    @Override
    public void progress(CampaignProgress progress) {
        newest = progress;
    }

    @Override
    public void counted(String lane, List<Counter> counters) {
        counted.increment();
    }

    @Override
    public void workerGone(String worker, boolean silent) {
        lost.increment();
    }

    @Override
    public void ended(CampaignEnd how) {
        end = how;
    }

    /** Results in the store. */
    long results() {
        return counted.sum();
    }

    long workersLost() {
        return lost.sum();
    }

    @Nullable
    CampaignProgress newest() {
        return newest;
    }

    /** A campaign of these is to outlast every measurement. */
    void requireRunning() {
        CampaignEnd how = end;
        if (how != null) {
            throw new IllegalStateException("the campaign ended: " + how.kind() + " " + how.reason());
        }
    }
}
