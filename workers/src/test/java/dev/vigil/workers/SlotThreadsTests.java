package dev.vigil.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.workers.slot.UnitEnd;
import dev.vigil.workers.slot.UnitRunner;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotThreadsTests {
    private static final Target TARGET = new Target("default", "cd".repeat(32), "/nowhere/libmxnet.so", List.of());

    @Test
    void anErrorCostsTheAttemptAndNotTheSlot() throws InterruptedException {
        LinkedBlockingQueue<UnitEnd> ends = new LinkedBlockingQueue<>();
        try (SlotThreads slots = new SlotThreads(List.of(new Planted()))) {
            slots.run(leased("bad"), (cases, crashes, doing) -> {}, ends::add);
            slots.run(leased("good"), (cases, crashes, doing) -> {}, ends::add);
            UnitEnd.Failed failed = assertInstanceOf(UnitEnd.Failed.class, ends.poll(10, TimeUnit.SECONDS));
            assertEquals("the slot failed: java.lang.NoClassDefFoundError: planted", failed.fault());
            assertInstanceOf(UnitEnd.Cancelled.class, ends.poll(10, TimeUnit.SECONDS));
        }
    }

    private static ToWorker.Leased leased(String id) {
        WorkUnit unit = new WorkUnit(
                id,
                "c",
                "properties",
                WorkUnit.Task.EXPLORE,
                1,
                7,
                List.of("op"),
                List.of(),
                100,
                ProcessSettings.plain("cpu"),
                List.of(),
                UnitLimits.USUAL,
                null);
        return new ToWorker.Leased(new Lease(unit, 1, 0), TARGET, null);
    }

    /** Fails on the unit called bad. */
    private static final class Planted implements UnitRunner {
        @Override
        public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) {
            if (unit.id().equals("bad")) {
                throw new NoClassDefFoundError("planted");
            }
            return new UnitEnd.Cancelled();
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
