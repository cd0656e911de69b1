package dev.vigil.workers;

import dev.vigil.model.unit.Lease;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.workers.slot.UnitEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a worker knows of its leases: which run, and which results nobody has confirmed yet. No threads, no clock. */
final class WorkerState {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long RESEND_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** After ten minutes the lease is long void and the unit out again. */
    private static final int RESENDS_MAX = 120;

    /** Results in memory; with more the worker takes no further work until the coordinator is back. */
    private static final int UNCONFIRMED_MAX = 16;

    private final int slots;
    private final Map<Key, Running> running = new LinkedHashMap<>();
    private final Map<Key, Unconfirmed> unconfirmed = new LinkedHashMap<>();
    private boolean draining;

    /** What is to be done about a lease. */
    enum Answer {
        RUN,
        KNOWN,
        NO_SLOT
    }

    private record Key(String unit, int attempt) {
        static Key of(Lease lease) {
            return new Key(lease.unit().id(), lease.attempt());
        }
    }

    private record Running(Lease lease, long cases, long crashes, String doing, long toldNanos) {}

    private record Unconfirmed(ToCoordinator.Finished message, long toldNanos, int resends) {}

    WorkerState(int slots) {
        this.slots = slots;
    }

    int free() {
        return draining || unconfirmed.size() >= UNCONFIRMED_MAX ? 0 : slots - running.size();
    }

    /** No more units from here on. */
    void drain() {
        draining = true;
    }

    /** It was to drain, and nothing is left that anybody waits for. */
    boolean drained() {
        return draining && running.isEmpty() && unconfirmed.isEmpty();
    }

    /** Nobody wants its results any more. Answers what runs, which is to be ended. */
    List<Lease> forget() {
        unconfirmed.clear();
        return running.values().stream().map(Running::lease).toList();
    }

    Answer leased(Lease lease) {
        Key key = Key.of(lease);
        if (running.containsKey(key) || unconfirmed.containsKey(key)) {
            return Answer.KNOWN;
        }
        if (running.size() >= slots) {
            return Answer.NO_SLOT;
        }
        running.put(key, new Running(lease, 0, 0, "starting", Long.MIN_VALUE / 2));
        return Answer.RUN;
    }

    void accepted(String unit, int attempt) {
        unconfirmed.remove(new Key(unit, attempt));
    }

    /** The unit may still run until its slot says that it has ended; a result that it has is worth nothing. */
    void revoked(String unit, int attempt) {
        unconfirmed.remove(new Key(unit, attempt));
    }

    Optional<ToCoordinator> progressed(
            Lease lease, long cases, long crashes, String doing, long nowNanos, String address) {
        Key key = Key.of(lease);
        Running before = running.get(key);
        if (before == null) {
            return Optional.empty();
        }
        boolean tell = nowNanos - before.toldNanos() >= PROGRESS_NANOS;
        Running now = new Running(lease, cases, crashes, doing, tell ? nowNanos : before.toldNanos());
        running.put(key, now);
        return tell ? Optional.of(progress(key, now, address)) : Optional.empty();
    }

    Optional<ToCoordinator> ended(Lease lease, UnitEnd end, long nowNanos, String address) {
        Key key = Key.of(lease);
        running.remove(key);
        if (end instanceof UnitEnd.Done done) {
            var message = new ToCoordinator.Finished(address, lease.attempt(), done.result());
            unconfirmed.put(key, new Unconfirmed(message, nowNanos, 0));
            return Optional.of(message);
        }
        return end instanceof UnitEnd.Failed failed
                ? Optional.of(
                        new ToCoordinator.GaveUp(address, key.unit(), key.attempt(), failed.fault(), failed.begun()))
                : Optional.empty();
    }

    /** All results that nobody has confirmed, for a coordinator that is new. */
    List<ToCoordinator> unconfirmed(String address) {
        List<ToCoordinator> messages = new ArrayList<>();
        running.forEach((key, unit) -> messages.add(progress(key, unit, address)));
        unconfirmed.values().forEach(result -> messages.add(result.message()));
        return messages;
    }

    /** What has to be said again by now. */
    List<ToCoordinator> due(long nowNanos, String address) {
        List<ToCoordinator> messages = new ArrayList<>();
        running.replaceAll((key, unit) -> {
            if (nowNanos - unit.toldNanos() < SILENCE_NANOS) {
                return unit;
            }
            messages.add(progress(key, unit, address));
            return new Running(unit.lease(), unit.cases(), unit.crashes(), unit.doing(), nowNanos);
        });
        unconfirmed.values().removeIf(result -> result.resends() >= RESENDS_MAX);
        unconfirmed.replaceAll((key, result) -> {
            if (nowNanos - result.toldNanos() < RESEND_NANOS) {
                return result;
            }
            messages.add(result.message());
            return new Unconfirmed(result.message(), nowNanos, result.resends() + 1);
        });
        return messages;
    }

    private static ToCoordinator progress(Key key, Running unit, String address) {
        return new ToCoordinator.Progress(
                address, key.unit(), key.attempt(), unit.cases(), unit.crashes(), unit.doing());
    }
}
