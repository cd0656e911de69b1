package dev.vigil.coordinator;

import dev.vigil.model.worker.Capabilities;
import dev.vigil.model.worker.Wants;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a campaign: what they can do, how many of their slots are free, and when they last spoke. One thread.
 * Times are those of the campaign's clock, in milliseconds.
 */
final class Roster {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        private @Nullable Capabilities capabilities;
        private int free;
        private long heardMs;
        private int failures;
        private long restsUntilMs;
    }

    private static final long REST_MS = 1_000;
    private static final int DOUBLINGS_MAX = 6;

    /** A worker spoke, or is known from its leases. */
    void heard(String worker, long nowMs) {
        entries.computeIfAbsent(worker, w -> new Entry()).heardMs = nowMs;
    }

    /**
     * A worker says what is free. It repeats that, and a lease may have crossed its words: what is out counts as well.
     *
     * @param held units that are out there
     */
    void ready(String worker, int freeSlots, int held, Capabilities capabilities) {
        Entry entry = entries.computeIfAbsent(worker, w -> new Entry());
        entry.capabilities = capabilities;
        entry.free = Math.max(0, Math.min(freeSlots, capabilities.slots() - held));
    }

    int free(String worker) {
        Entry entry = entries.get(worker);
        return entry == null ? 0 : entry.free;
    }

    void taken(String worker) {
        entries.computeIfPresent(worker, (w, entry) -> {
            entry.free--;
            return entry;
        });
    }

    /** A slot of the worker is free again; its own word follows. */
    void returned(String worker) {
        entries.computeIfPresent(worker, (w, entry) -> {
            entry.free++;
            return entry;
        });
    }

    /**
     * The worker could not run a unit. What is wrong there, such as a full disk, would take one unit after the other, so it
     * rests for a while, and longer each time until it brings a result.
     */
    void failed(String worker, long nowMs) {
        entries.computeIfPresent(worker, (w, entry) -> {
            entry.restsUntilMs = nowMs + (REST_MS << Math.min(entry.failures, DOUBLINGS_MAX));
            entry.failures++;
            return entry;
        });
    }

    void succeeded(String worker) {
        entries.computeIfPresent(worker, (w, entry) -> {
            entry.failures = 0;
            entry.restsUntilMs = 0;
            return entry;
        });
    }

    void forget(String worker) {
        entries.remove(worker);
    }

    /** Those that can be given something now. */
    List<String> withFreeSlots(long nowMs) {
        return entries.entrySet().stream()
                .filter(e -> e.getValue().free > 0 && e.getValue().restsUntilMs <= nowMs)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those that said nothing since then. */
    List<String> silentSince(long ms) {
        return entries.entrySet().stream()
                .filter(e -> e.getValue().heardMs < ms)
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean can(String worker, Wants wants) {
        Entry entry = entries.get(worker);
        return entry != null
                && entry.capabilities != null
                && wants.lackedBy(entry.capabilities).isEmpty();
    }

    boolean anyCan(Wants wants) {
        return entries.keySet().stream().anyMatch(worker -> can(worker, wants));
    }

    /** In the order in which they were first heard. */
    List<CampaignProgress.Worker> workers() {
        return entries.entrySet().stream()
                .map(e -> new CampaignProgress.Worker(e.getKey(), e.getValue().capabilities))
                .toList();
    }

    /** What the first of the workers lacks when none can do it; empty when one can, or nobody is known yet. */
    Optional<String> lackedByAll(Wants wants) {
        List<Optional<String>> lacks = entries.values().stream()
                .map(entry -> entry.capabilities)
                .filter(Objects::nonNull)
                .map(wants::lackedBy)
                .toList();
        return lacks.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : lacks.stream().flatMap(Optional::stream).findFirst();
    }

    /** What people call it. */
    String name(String worker) {
        Entry entry = entries.get(worker);
        return entry == null || entry.capabilities == null ? worker : entry.capabilities.name();
    }
}
