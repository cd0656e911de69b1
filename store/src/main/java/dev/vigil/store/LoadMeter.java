package dev.vigil.store;

import java.util.function.LongSupplier;

/** Measures the transactions of one handle, one at a time. Thread-safe. */
final class LoadMeter {
    static final int KEPT = 128;
    private static final double NS_PER_MS = 1e6;

    private final LongSupplier nanos;
    private final long[] took = new long[KEPT];
    private long transactions;
    private long sinceNs;
    private boolean running;

    LoadMeter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void begins() {
        running = true;
        sinceNs = nanos.getAsLong();
    }

    synchronized void ends() {
        running = false;
        took[(int) (transactions++ % KEPT)] = nanos.getAsLong() - sinceNs;
    }

    synchronized Load load(int waiting) {
        int kept = (int) Math.min(transactions, KEPT);
        long sum = 0;
        long max = running ? nanos.getAsLong() - sinceNs : 0;
        for (int i = 0; i < kept; i++) {
            sum += took[i];
            max = Math.max(max, took[i]);
        }
        return new Load(kept == 0 ? 0 : sum / NS_PER_MS / kept, max / NS_PER_MS, waiting, transactions);
    }
}
