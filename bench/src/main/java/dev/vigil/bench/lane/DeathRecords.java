package dev.vigil.bench.lane;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.BlackBox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A context that notes when the last case of each executor began, by the black box that it left. The clock behind
 * {@link System#nanoTime} is one for all processes of a Linux host. One thread.
 */
final class DeathRecords implements LaneContext {
    private final LaneContext inner;
    private final List<Long> beganNanos = new ArrayList<>();
    private @Nullable ChildProcess last;

    DeathRecords(LaneContext inner) {
        this.inner = inner;
    }

    @Override
    public Target target() {
        return inner.target();
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits)
            throws LaneFault, InterruptedException {
        noteLast();
        last = inner.startExecutor(settings, limits);
        return last;
    }

    @Override
    public void progress(long cases, long crashes, String doing) {
        inner.progress(cases, crashes, doing);
    }

    /** Between the starts of the last cases of successive executors. */
    List<Double> gapsMs() throws LaneFault {
        noteLast();
        List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < beganNanos.size(); i++) {
            gaps.add((beganNanos.get(i) - beganNanos.get(i - 1)) / 1e6);
        }
        return gaps;
    }

    private void noteLast() throws LaneFault {
        if (last == null) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(Path.of(last.blackBox()));
            BlackBox box = new BlackBox(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
            beganNanos.add(-box.runningNanos(0));
        } catch (IOException e) {
            throw new LaneFault("no black box: " + e.getMessage(), e);
        }
    }
}
