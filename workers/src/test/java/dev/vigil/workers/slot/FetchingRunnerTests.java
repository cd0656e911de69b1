package dev.vigil.workers.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.workers.target.LocalTargets;
import dev.vigil.workers.target.TargetException;
import dev.vigil.workers.target.TargetSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchingRunnerTests {
    private static final Target ANNOUNCED = new Target("t", "cd".repeat(32), "/there/libmxnet.so", List.of("/there"));
    private static final Target LOCAL = new Target("t", "cd".repeat(32), "/here/libmxnet.so", List.of("/here"));
    private static final WorkUnit UNIT = new WorkUnit(
            "u",
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

    private final List<String> told = new ArrayList<>();
    private final List<Target> ran = new ArrayList<>();
    private final List<Target> released = new ArrayList<>();

    private final class Runner implements UnitRunner {
        @Override
        public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) {
            ran.add(target);
            return UnitEnd.Failed.within("ran");
        }

        @Override
        public void cancel() {
            told.add("cancelled");
        }

        @Override
        public void close() {}
    }

    private final class Source implements TargetSource {
        private final Runnable midway;

        Source(Runnable midway) {
            this.midway = midway;
        }

        @Override
        public Target local(Target announced, Progress progress) {
            assertEquals(ANNOUNCED, announced);
            progress.have(0, 0);
            progress.have(0, 12L << 30);
            midway.run();
            progress.have(5L << 30, 12L << 30);
            return LOCAL;
        }

        @Override
        public void release(Target local) {
            released.add(local);
        }
    }

    private UnitEnd run(UnitRunner runner) throws InterruptedException {
        return runner.run(UNIT, ANNOUNCED, (cases, crashes, doing) -> told.add(doing));
    }

    @Test
    void aUnitRunsOnTheLocalTargetWhichIsReleasedAfterwards() throws InterruptedException {
        assertEquals(UnitEnd.Failed.within("ran"), run(new FetchingRunner(new Source(() -> {}), new Runner())));
        assertEquals(List.of(LOCAL), ran);
        assertEquals(List.of(LOCAL), released);
        assertEquals(List.of("asking for its target", "fetching target 0 %", "fetching target 41 %"), told);
        assertEquals(UnitEnd.Failed.within("ran"), run(new FetchingRunner(new LocalTargets(), new Runner())));
        assertEquals(List.of(LOCAL, ANNOUNCED), ran);
    }

    @Test
    void aTargetThatCannotBeHadFailsTheUnitAndBlamesNobody() throws Exception {
        TargetSource none = new TargetSource() {
            @Override
            public Target local(Target announced, Progress progress) throws TargetException {
                throw new TargetException("target t cannot be had: no");
            }

            @Override
            public void release(Target local) {
                released.add(local);
            }
        };
        UnitEnd.Failed failed = assertInstanceOf(UnitEnd.Failed.class, run(new FetchingRunner(none, new Runner())));
        assertEquals(UnitEnd.Failed.before("target t cannot be had: no"), failed);
        assertEquals(List.of(), ran);
        assertEquals(List.of(), released);
    }

    @Test
    void aUnitThatIsCancelledWhileItsTargetComesDoesNotRun() throws InterruptedException {
        List<FetchingRunner> itself = new ArrayList<>();
        FetchingRunner runner =
                new FetchingRunner(new Source(() -> itself.get(0).cancel()), new Runner());
        itself.add(runner);
        assertEquals(new UnitEnd.Cancelled(), run(runner));
        assertEquals(List.of(), ran);
        assertEquals(List.of("asking for its target", "fetching target 0 %", "cancelled"), told);
    }

    @Test
    void aBugOfTheRunnerReleasesTheTargetToo() {
        UnitRunner broken = new UnitRunner() {
            @Override
            public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) {
                throw new IllegalStateException("planted");
            }

            @Override
            public void cancel() {}

            @Override
            public void close() {}
        };
        assertThrows(IllegalStateException.class, () -> run(new FetchingRunner(new Source(() -> {}), broken)));
        assertEquals(List.of(LOCAL), released);
    }
}
