package dev.vigil.coordinator;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.worker.Wants;
import dev.vigil.store.Ledger;
import dev.vigil.store.Results;
import dev.vigil.store.Store;
import dev.vigil.store.StoreFault;
import dev.vigil.store.Units;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one campaign: keeps its state, writes the store, answers workers. One thread; blocks on the store. Methods that
 * answer a boolean say whether the campaign goes on.
 */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final long SPENT_WRITTEN_EVERY_MS = 2_000;

    private static final long RATE_OVER_MS = 10_000;
    private static final long LATE_MS = 1_500;

    private final CoordinatorSettings settings;
    private final Campaign campaign;
    private final Store store;
    private final CampaignListener listener;
    private final InstantSource clock;
    private final WorkerPost post;
    private final Term term;
    private final Planner planner;
    private final FindingAssembler assembler;

    private CampaignState state = CampaignState.EMPTY;
    private @Nullable Fingerprint fingerprint;
    private final long beganMs;
    private long spentWrittenMs;
    private long tickedMs;
    private boolean over;

    private final Roster roster = new Roster();

    /** By lane. */
    private final Map<String, Wants> wants;

    /** Units out, by unit. */
    private final Map<String, Out> out = new LinkedHashMap<>();

    /** What others are told when the transaction that it is about is in the store. */
    private final List<Runnable> said = new ArrayList<>();

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** A unit that is out: what its worker told last. */
    private static final class Out {
        private final String worker;
        private final Lease lease;
        private long deadlineMs;
        private long cases;
        private long crashes;
        private String doing = "";

        Out(String worker, Lease lease) {
            this.worker = worker;
            this.lease = lease;
            this.deadlineMs = lease.deadlineMs();
        }
    }

    private record Sample(long atMs, long cases) {}

    Desk(
            CoordinatorSettings settings,
            Campaign campaign,
            Store store,
            CampaignListener listener,
            UnaryOperator<String> replay,
            InstantSource clock,
            WorkerPost post,
            Term term) {
        this.settings = settings;
        this.campaign = campaign;
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        this.post = post;
        this.term = term;
        this.beganMs = clock.millis();
        this.wants = campaign.settings().lanes().stream().collect(Collectors.toMap(LaneShare::lane, LaneShare::wants));
        this.planner = new Planner(campaign.id(), campaign.settings());
        this.fingerprint = campaign.fingerprint();
        this.assembler = new FindingAssembler(campaign.target(), () -> fingerprint, replay, clock);
    }

    boolean begin() {
        return guarded(() -> {
            Restore.Restored restored = Restore.from(store, campaign, settings.silence() == null);
            state = restored.state();
            if (!restored.out().isEmpty()) {
                store.units().renew(campaign.id(), settings.lease().toMillis());
                restored.out().forEach(this::adopt);
            }
            store.campaigns().mark(campaign.id(), Campaign.State.RUNNING, campaign.spentMs());
            if (!restored.problem().isEmpty()) {
                return end(CampaignEnd.Kind.BAD_INPUT, restored.problem());
            }
            return goOn();
        });
    }

    /** A unit that is with a worker by an earlier coordinator's lease. */
    private void adopt(Units.Standing standing) {
        long now = clock.millis();
        Lease lease = new Lease(
                standing.unit(), standing.attempt(), now + settings.lease().toMillis());
        out.put(standing.unit().id(), new Out(standing.worker(), lease));
        // It looks for a new coordinator only after it has missed the old one for a while.
        Duration silence = settings.silence();
        roster.heard(standing.worker(), now + (silence == null ? 0 : silence.toMillis()));
    }

    /** Acts upon these in their order, in one transaction; what workers are told of it is told when it is in the store. */
    boolean hear(List<ToCoordinator> messages) {
        List<String> finished = messages.stream()
                .filter(ToCoordinator.Finished.class::isInstance)
                .map(ToCoordinator.Finished.class::cast)
                .map(m -> m.result().unit())
                .distinct()
                .toList();
        return together(() -> {
            if (finished.size() > 1) {
                store.results().foresee(finished);
            }
            for (ToCoordinator message : messages) {
                if (!heard(message)) {
                    return false;
                }
            }
            return goOn();
        });
    }

    /** Answers whether the campaign goes on. */
    private boolean heard(ToCoordinator message) {
        roster.heard(message.worker(), clock.millis());
        if (message instanceof ToCoordinator.Ready m) {
            roster.ready(m.worker(), m.freeSlots(), held(m.worker()), m.capabilities());
        } else if (message instanceof ToCoordinator.Progress m) {
            progress(m);
        } else if (message instanceof ToCoordinator.Finished m) {
            return finished(m);
        } else if (message instanceof ToCoordinator.GaveUp m) {
            out.computeIfPresent(m.unit(), (unit, o) -> o.lease.attempt() == m.attempt() ? null : o);
            if (settings.silence() != null) {
                roster.failed(m.worker(), clock.millis());
            }
            // In a cluster the next worker may have what this one lacks; alone there is no other.
            boolean blamed = m.begun() || settings.silence() == null;
            return !returned(store.units().giveUp(m.unit(), m.attempt(), m.fault(), blamed));
        } else if (message instanceof ToCoordinator.Leaving m) {
            said.add(() -> listener.workerGone(m.worker(), false));
            return lost(m.worker());
        }
        return true;
    }

    boolean workerLost(String worker) {
        return together(() -> {
            said.add(() -> listener.workerGone(worker, true));
            return lost(worker) && goOn();
        });
    }

    boolean tick() {
        return together(() -> {
            long now = clock.millis();
            if (out.values().stream().anyMatch(o -> o.deadlineMs < now)) {
                List<Units.Returned> expired = store.units().expire(campaign.id());
                for (Units.Returned r : expired) {
                    Out o = out.remove(r.unit());
                    if (o != null) {
                        tell(o.worker, new ToWorker.Revoked(r.unit(), r.attempt()));
                    }
                }
                if (returned(expired)) {
                    return false;
                }
            }
            if (spentMs() - spentWrittenMs >= SPENT_WRITTEN_EVERY_MS) {
                spentWrittenMs = spentMs();
                store.campaigns().mark(campaign.id(), Campaign.State.RUNNING, spentWrittenMs);
            }
            boolean inTime = now - tickedMs < LATE_MS;
            tickedMs = now;
            // A desk that was late itself has words before it that it has not heard yet.
            if (settings.silence() != null && inTime) {
                for (String worker : roster.silentSince(now - settings.silence().toMillis())) {
                    LOG.info("worker {} is silent and taken for lost", roster.name(worker));
                    said.add(() -> listener.workerGone(worker, true));
                    if (!lost(worker)) {
                        return false;
                    }
                }
            }
            boolean goesOn = goOn();
            if (goesOn) {
                said.add(() -> listener.progress(snapshot(phase())));
            }
            return goesOn;
        });
    }

    boolean stop() {
        return together(() -> end(CampaignEnd.Kind.INTERRUPTED, "stopped; --resume goes on with it"));
    }

    private long spentMs() {
        return campaign.spentMs() + clock.millis() - beganMs;
    }

    private int held(String worker) {
        return (int) out.values().stream().filter(o -> o.worker.equals(worker)).count();
    }

    private void progress(ToCoordinator.Progress m) {
        Out o = out.get(m.unit());
        if (o == null || o.lease.attempt() != m.attempt()) {
            tell(m.worker(), new ToWorker.Revoked(m.unit(), m.attempt()));
            return;
        }
        o.cases = m.cases();
        o.crashes = m.crashes();
        o.doing = m.doing();
        long leaseMs = settings.lease().toMillis();
        // Prolonged when a third is gone: a write per word would be too many.
        if (o.deadlineMs - clock.millis() < leaseMs * 2 / 3 && store.units().prolong(m.unit(), m.attempt(), leaseMs)) {
            o.deadlineMs = clock.millis() + leaseMs;
        }
    }

    private boolean finished(ToCoordinator.Finished m) {
        UnitResult result = m.result();
        if (result.fingerprint() != null) {
            fingerprint = result.fingerprint();
        }
        Results.Acceptance acceptance = store.results().accept(result, m.attempt(), assembler);
        boolean counted = acceptance instanceof Results.Acceptance.Counted;
        tell(m.worker(), new ToWorker.Accepted(result.unit(), m.attempt(), counted));
        if (acceptance instanceof Results.Acceptance.Refused refused) {
            LOG.info("result refused: {}", refused.reason());
            return true;
        }
        if (acceptance instanceof Results.Acceptance.Counted c) {
            String name = roster.name(m.worker());
            said.add(() -> LOG.info("unit {} attempt {} accepted from {}", result.unit(), m.attempt(), name));
            Out o = out.remove(result.unit());
            if (o != null) {
                roster.returned(o.worker);
                roster.succeeded(o.worker);
            }
            state = state.after(new CampaignEvent.Counted(result, c));
            said.add(() -> listener.counted(c.unit().lane(), result.counters()));
            Finding finding = c.finding();
            if (finding != null) {
                said.add(() -> listener.found(finding));
            }
            if (c.unit().task() == WorkUnit.Task.DESCRIBE) {
                return described(c.unit().lane());
            }
        }
        return true;
    }

    private boolean described(String lane) {
        state = state.after(Restore.describe(store, campaign, lane));
        String problem = planner.described(state) ? Restore.problem(store, campaign) : "";
        return problem.isEmpty() || end(CampaignEnd.Kind.BAD_INPUT, problem);
    }

    /** Answers whether that ended the campaign. */
    private boolean returned(List<Units.Returned> units) {
        for (Units.Returned r : units) {
            LOG.info("unit {} attempt {} came back: {}", r.unit(), r.attempt(), r.reason());
            state = state.after(new CampaignEvent.Returned(r));
            if (r.failed() && r.task() == WorkUnit.Task.DESCRIBE) {
                return !end(
                        CampaignEnd.Kind.FAULT,
                        "the target could not be described: " + r.reason()
                                + "; give a build that loads here, with --lib-path for folders of libraries it needs");
            }
        }
        return false;
    }

    private boolean lost(String worker) {
        roster.forget(worker);
        said.add(() -> post.forget(worker));
        out.values().removeIf(o -> o.worker.equals(worker));
        return !returned(store.units().loseWorker(campaign.id(), worker));
    }

    private void tell(String worker, ToWorker message) {
        said.add(() -> post.tell(worker, message));
    }

    /** Plans what is due, fills free slots, and ends the campaign when nothing is left. */
    private boolean goOn() {
        if (over) {
            return false;
        }
        plan();
        dispatch();
        if (planner.finished(state, spentMs(), settings.grace().toMillis())) {
            return end(CampaignEnd.Kind.FINISHED, "");
        }
        return true;
    }

    private void plan() {
        for (LaneShare share : campaign.settings().lanes()) {
            LaneState lane = state.lane(share.lane());
            if (lane.described() && lane.round() == 1) {
                // Nothing was planned since it was described, in this sitting or an earlier one.
                planned(planner.replays(
                        state,
                        share.lane(),
                        spentMs(),
                        EarlierFindings.due(
                                store.ledger().ofTarget(campaign.target().name()),
                                share.lane(),
                                lane.subjects().keySet(),
                                campaign.settings())));
            }
        }
        planned(planner.next(state, spentMs(), signature -> store.ledger().candidate(campaign.id(), signature)));
    }

    private void planned(List<WorkUnit> units) {
        if (!units.isEmpty()) {
            store.units().plan(units);
            state = state.after(new CampaignEvent.Planned(units));
        }
    }

    private void dispatch() {
        // Planning takes longer than leasing, and far more is planned at once than one worker takes.
        boolean planned = true;
        for (String worker : roster.withFreeSlots(clock.millis())) {
            while (roster.free(worker) > 0 && planner.leasing(spentMs())) {
                Set<WorkUnit.Task> leased = leaseSome(worker);
                if (leased.isEmpty() && planned) {
                    break;
                }
                planned = leased.isEmpty() || leased.contains(WorkUnit.Task.PROVE);
                if (planned) {
                    plan();
                }
            }
        }
    }

    /** Answers the tasks of the units that went out, one kind of turn; empty when there is none for that worker. */
    private Set<WorkUnit.Task> leaseSome(String worker) {
        for (Planner.Turn turn : planner.order(state, spentMs())) {
            boolean any = state.lane(turn.lane()).open().values().stream()
                    .anyMatch(u -> !u.leased() && turn.tasks().contains(u.task()));
            if (!any || !roster.can(worker, wants.getOrDefault(turn.lane(), Wants.NOTHING))) {
                continue;
            }
            List<Lease> leases = store.units()
                    .lease(
                            campaign.id(),
                            worker,
                            turn.lane(),
                            turn.tasks(),
                            planner.repeats(turn) ? roster.free(worker) : 1,
                            settings.lease().toMillis());
            if (!leases.isEmpty()) {
                leases.forEach(lease -> leased(worker, lease));
                return leases.stream().map(lease -> lease.unit().task()).collect(Collectors.toSet());
            }
        }
        return Set.of();
    }

    private void leased(String worker, Lease whole) {
        Lease lease = new Lease(
                planner.endingInTime(whole.unit(), spentMs(), settings.grace().toMillis()),
                whole.attempt(),
                whole.deadlineMs());
        roster.taken(worker);
        String name = roster.name(worker);
        said.add(() -> LOG.info("unit {} attempt {} leased to {}", lease.unit().id(), lease.attempt(), name));
        out.put(lease.unit().id(), new Out(worker, lease));
        state = state.after(new CampaignEvent.Leased(lease.unit().id(), lease.attempt()));
        tell(worker, new ToWorker.Leased(lease, campaign.target(), term.warrant()));
    }

    /** One line for each lane with units that no worker here can run. */
    private List<String> unrunnable() {
        List<String> lines = new ArrayList<>();
        for (LaneShare share : campaign.settings().lanes()) {
            int waiting = state.lane(share.lane()).waitingUnits();
            if (waiting > 0) {
                roster.lackedByAll(share.wants())
                        .ifPresent(lack -> lines.add("lane " + share.lane() + ": " + waiting
                                + " units wait for a worker with " + lack + ", and none here has that"));
            }
        }
        return lines;
    }

    private CampaignProgress.Phase phase() {
        if (over) {
            return CampaignProgress.Phase.ENDED;
        }
        if (!planner.described(state)) {
            return CampaignProgress.Phase.DESCRIBING;
        }
        if (!planner.exploring(state, spentMs())) {
            return CampaignProgress.Phase.PROVING;
        }
        return state.learning() ? CampaignProgress.Phase.LEARNING : CampaignProgress.Phase.EXPLORING;
    }

    private CampaignProgress snapshot(CampaignProgress.Phase phase) {
        long cases = state.totals().generated()
                + out.values().stream().mapToLong(o -> o.cases).sum();
        long crashes = state.totals().crashes()
                + out.values().stream().mapToLong(o -> o.crashes).sum();
        List<CampaignProgress.Doing> doing = new ArrayList<>();
        for (Out o : out.values()) {
            WorkUnit unit = o.lease.unit();
            doing.add(new CampaignProgress.Doing(
                    o.worker, unit.id(), unit.lane(), unit.task().name(), o.doing, o.cases));
        }
        CampaignState.Counts counts = state.counts();
        LaneState main = state.lane(campaign.settings().mainLane());
        return new CampaignProgress(
                campaign.id(),
                phase,
                spentMs(),
                planner.budgetMs(),
                cases,
                rate(cases),
                main.reached(),
                main.subjects().size(),
                crashes,
                state.waiting()
                        + (int) (state.open(WorkUnit.Task.PROVE, false) + state.open(WorkUnit.Task.PROVE, true)),
                counts.proven(),
                counts.unstable(),
                counts.done(),
                counts.planned(),
                doing,
                counts.faults(),
                unrunnable(),
                roster.workers(),
                queues());
    }

    private List<CampaignProgress.Queue> queues() {
        List<CampaignProgress.Queue> queues = new ArrayList<>();
        for (LaneShare share : campaign.settings().lanes()) {
            LaneState lane = state.lane(share.lane());
            queues.add(new CampaignProgress.Queue(
                    share.lane(), lane.waitingUnits(), (int) lane.leasedUnits(), roster.anyCan(share.wants())));
        }
        return queues;
    }

    private double rate(long cases) {
        long now = clock.millis();
        samples.addLast(new Sample(now, cases));
        while (samples.size() > 2 && now - samples.getFirst().atMs() > RATE_OVER_MS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        return now <= first.atMs() ? 0 : Math.max(0, 1000.0 * (cases - first.cases()) / (now - first.atMs()));
    }

    /** Always answers false: it does not go on. */
    private boolean end(CampaignEnd.Kind kind, String reason) {
        if (over) {
            return false;
        }
        over = true;
        said.add(() -> post.tellAll(new ToWorker.Drain()));
        boolean finished = kind == CampaignEnd.Kind.FINISHED || kind == CampaignEnd.Kind.BAD_INPUT;
        if (finished) {
            store.units().close(campaign.id());
        } else {
            store.units().recall(campaign.id());
        }
        store.campaigns()
                .mark(campaign.id(), finished ? Campaign.State.FINISHED : Campaign.State.INTERRUPTED, spentMs());
        Map<Ledger.CandidateState, Long> candidates = store.ledger().finalCandidateCounts(campaign.id());
        out.clear();
        CampaignEnd how = new CampaignEnd(
                campaign.id(),
                kind,
                store.books().totals(campaign.id()),
                count(candidates, Ledger.CandidateState.PROVEN),
                count(candidates, Ledger.CandidateState.UNSTABLE),
                count(candidates, Ledger.CandidateState.UNREPRODUCED),
                count(candidates, Ledger.CandidateState.WAITING)
                        + count(candidates, Ledger.CandidateState.PLANNED)
                        + count(candidates, Ledger.CandidateState.UNDECIDED),
                store.campaigns().refused(campaign.id()),
                reason);
        said.add(() -> {
            listener.progress(snapshot(CampaignProgress.Phase.ENDED));
            listener.ended(how);
        });
        return false;
    }

    private static int count(Map<Ledger.CandidateState, Long> counts, Ledger.CandidateState state) {
        return counts.getOrDefault(state, 0L).intValue();
    }

    private boolean together(BooleanSupplier step) {
        return guarded(() -> store.together(step::getAsBoolean));
    }

    /**
     * A store that fails ends the campaign with its one line; what was accepted before is safe in it. In a cluster it
     * goes to whoever can open the store again.
     */
    private boolean guarded(BooleanSupplier step) {
        try {
            boolean goesOn = step.getAsBoolean();
            said.forEach(Runnable::run);
            return goesOn;
        } catch (StoreFault fault) {
            if (settings.silence() != null) {
                throw fault;
            }
            LOG.debug("store failed", fault);
            over = true;
            post.tellAll(new ToWorker.Drain());
            String line = String.valueOf(fault.getMessage());
            listener.ended(new CampaignEnd(campaign.id(), CampaignEnd.Kind.FAULT, Totals.NONE, 0, 0, 0, 0, 0, line));
            return false;
        } finally {
            said.clear();
        }
    }
}
