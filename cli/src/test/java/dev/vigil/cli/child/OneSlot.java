package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vigil.cli.Children;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.workers.Workers;
import dev.vigil.workers.slot.Slot;
import dev.vigil.workers.slot.UnitEnd;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A worker with one real slot for each test; none of its processes may be left when it is closed. */
final class OneSlot implements BeforeEachCallback, AfterEachCallback {
    /** In the class paths of its processes. */
    static final String OURS = Processes.ofWorkerIn(ProcessHandle.current().pid());

    @SuppressWarnings("NullAway.Init") // JUnit begins with beforeEach
    private Workers workers;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        workers = new Children(Built.quiet()).open(1);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        workers.close();
        Processes.awaitNone(OURS);
    }

    /** Another worker in place of this one. */
    void reopen(Surroundings surroundings) throws Exception {
        workers.close();
        workers = new Children(surroundings).open(1);
    }

    Slot slot() {
        return workers.slots().get(0);
    }

    /** What comes of a unit on the build behind the fault proxy; it must come to its end. */
    UnitResult result(WorkUnit unit) throws InterruptedException {
        UnitEnd end = slot().run(unit, Built.faulty(), (cases, crashes, doing) -> {});
        return assertInstanceOf(UnitEnd.Done.class, end, end.toString()).result();
    }
}
