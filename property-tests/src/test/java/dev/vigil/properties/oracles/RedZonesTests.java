package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import org.junit.jupiter.api.Test;

class RedZonesTests {
    private static final RunFacts CLEAN = Seen.run(RunFacts.BASE, Seen.array(DType.FLOAT32, 1, 2));

    private static Verdict judge(Observation observation) {
        return new RedZones().judge(Seen.call(DType.FLOAT32), Intent.HOSTILE, observation);
    }

    private static RunFacts damaged(long from, long bytes) {
        return new RunFacts("again", CLEAN.steps(), new RunFacts.Damage(1, 24, from, bytes));
    }

    @Test
    void cleanZonesHold() {
        assertEquals(Verdict.holds(), judge(Seen.answered(CLEAN)));
    }

    @Test
    void bytesBehindABlockAreOutOfBounds() {
        Verdict.Violated violated =
                assertInstanceOf(Verdict.Violated.class, judge(Seen.answered(CLEAN, damaged(28, 4))));
        assertEquals(FaultClass.OUT_OF_BOUNDS, violated.fault());
        assertEquals("writes behind a block of memory", violated.template());
        assertEquals(
                "4 bytes changed from 4 bytes behind the end of a block of 24 bytes on (run: again, blocks: 1)",
                violated.observed());
    }

    @Test
    void bytesBeforeABlockAreAnotherFault() {
        Verdict.Violated violated =
                assertInstanceOf(Verdict.Violated.class, judge(Seen.answered(CLEAN, damaged(-8, 8))));
        assertEquals("writes before a block of memory", violated.template());
    }

    @Test
    void wrongIndicesAreNotAskedAbout() {
        Case dense = Seen.call(DType.FLOAT32);
        assertTrue(new RedZones().asked(dense, Intent.HOSTILE));
        Sparse wrong = new Sparse(Sparse.Storage.ROW_SPARSE, Sparse.Defect.NEGATIVE);
        assertFalse(new RedZones().asked(Rewrite.arrays(dense, array -> array.with(wrong)), Intent.HOSTILE));
    }

    @Test
    void deathIsInconclusive() {
        assertInstanceOf(Verdict.Inconclusive.class, judge(Seen.died(ProcessEnd.Kind.ABORT)));
    }
}
