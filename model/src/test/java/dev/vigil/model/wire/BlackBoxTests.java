package dev.vigil.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlackBoxTests {
    private final BlackBox box =
            new BlackBox(ByteBuffer.allocate(BlackBox.BYTES).order(ByteOrder.nativeOrder()));

    @Test
    void freshBoxIsIdle() {
        assertFalse(box.formatted());
        box.format();
        assertTrue(box.formatted());
        assertFalse(box.running());
        assertEquals(Optional.empty(), box.current());
        assertEquals(List.of(), box.before());
    }

    @Test
    void namesTheRunningCaseAndWhatCameBefore() {
        box.format();
        box.begin(1, 0, 10);
        box.begin(1, 1, 20);
        box.begin(2, 0, 30);
        box.phase(BlackBox.Phase.INVOKE, 3);
        assertEquals(Optional.of(new BlackBox.Entry(2, 0)), box.current());
        assertEquals(List.of(new BlackBox.Entry(1, 0), new BlackBox.Entry(1, 1)), box.before());
        assertEquals(BlackBox.Phase.INVOKE, box.phase());
        assertEquals(3, box.run());
        assertEquals(70, box.runningNanos(100));
        box.idle();
        assertEquals(0, box.runningNanos(100));
        assertEquals(3, box.before().size());
    }

    @Test
    void ringKeepsTheLatest255BeforeTheRunningOne() {
        box.format();
        for (int i = 0; i < 1000; i++) {
            box.begin(i, 0, i);
        }
        List<BlackBox.Entry> before = box.before();
        assertEquals(255, before.size());
        assertEquals(998, before.get(254).task());
        assertEquals(744, before.get(0).task());
    }
}
