package dev.vigil.model.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layout of the file that an executor maps and writes before each call, so that a dead one names its case and what
 * came before it. 64-bit fields, native order; written by one thread, read by others at any time and after its death.
 *
 * <pre>
 *   0 magic        8 heartbeat (count of entries begun)   16 start of the running entry, System.nanoTime of the writer's host
 *  24 phase        32 index of the running entry in the ring, -1 when idle
 *  64 ring of 256 entries: task, variant
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // Both sides of the file are the same build.
public final class BlackBox {
    public static final int RING = 256;
    public static final int BYTES = 64 + RING * 16;
    private static final long MAGIC = 0x564947494C424F58L;

    private final ByteBuffer box;

    /** What a running case was doing, as the black box names it. */
    public enum Phase {
        IDLE,
        CREATE,
        INFER,
        INVOKE,
        WAIT,
        BACKWARD,
        READ,
        AFTERMATH
    }

    /** One case: the task's number and the variant of its fills. */
    public record Entry(long task, long variant) {}

    /**
     * @param box at least {@link #BYTES}, native order
     */
    public BlackBox(ByteBuffer box) {
        this.box = box;
    }

    /** Writer: a fresh box. */
    public void format() {
        box.putLong(8, 0).putLong(16, 0).putLong(24, 0).putLong(32, -1).putLong(0, MAGIC);
    }

    /** Writer: this case runs from now on. */
    public void begin(long task, long variant, long nowNanos) {
        long count = box.getLong(8);
        int slot = (int) (count % RING);
        box.putLong(64 + slot * 16, task).putLong(72 + slot * 16, variant);
        box.putLong(16, nowNanos)
                .putLong(24, Phase.CREATE.ordinal())
                .putLong(32, slot)
                .putLong(8, count + 1);
    }

    /** Writer: the run with this number (0 is the base run) is in this phase. */
    public void phase(Phase phase, int run) {
        box.putLong(24, ((long) run << 8) | phase.ordinal());
    }

    /** Writer: nothing runs. */
    public void idle() {
        box.putLong(32, -1);
    }

    public boolean formatted() {
        return box.getLong(0) == MAGIC;
    }

    public boolean running() {
        return box.getLong(32) >= 0;
    }

    /** Nanoseconds since the running case began, by the writer's clock; 0 when idle. */
    public long runningNanos(long nowNanos) {
        return running() ? nowNanos - box.getLong(16) : 0;
    }

    public long heartbeat() {
        return box.getLong(8);
    }

    public Phase phase() {
        return Phase.values()[(int) (box.getLong(24) & 0xFF) % Phase.values().length];
    }

    /** Number of the run within the case; 0 is the base run. */
    public int run() {
        return (int) (box.getLong(24) >> 8);
    }

    /** The case that runs, or ran when the writer died. */
    public Optional<Entry> current() {
        long slot = box.getLong(32);
        return slot < 0 || slot >= RING ? Optional.empty() : Optional.of(entry((int) slot));
    }

    /** What ran before the current case (or up to now when idle), oldest first; at most 255. */
    public List<Entry> before() {
        long count = box.getLong(8) - (running() ? 1 : 0);
        List<Entry> entries = new ArrayList<>();
        for (long i = Math.max(0, count - (RING - 1)); i < count; i++) {
            entries.add(entry((int) (i % RING)));
        }
        return entries;
    }

    private Entry entry(int slot) {
        return new Entry(box.getLong(64 + slot * 16), box.getLong(72 + slot * 16));
    }
}
