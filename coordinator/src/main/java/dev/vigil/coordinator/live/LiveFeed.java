package dev.vigil.coordinator.live;

import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.live.LiveState.About;
import dev.vigil.coordinator.live.LiveState.Found;
import dev.vigil.coordinator.live.LiveState.Gone;
import dev.vigil.coordinator.live.LiveState.Now;
import dev.vigil.coordinator.live.LiveState.Rate;
import dev.vigil.coordinator.live.LiveState.Running;
import dev.vigil.coordinator.live.LiveState.Worker;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hears how a campaign goes, keeps a board up to date, and passes everything on. Called on the coordinator's thread,
 * which it never makes wait: it opens nothing, and all that it keeps is bounded.
 */
public final class LiveFeed implements CampaignListener {
    static final int FINDINGS_MAX = 200;
    static final int WORKERS_MAX = 100;
    static final int GONE_MAX = 50;
    static final Duration RATE_EVERY = Duration.ofSeconds(5);
    static final int RATES_MAX = 180;

    private static final Duration STARTS_EVERY = Duration.ofSeconds(2);
    private static final int TEXT_MAX = 200;
    private static final long BYTES_PER_GB = 1_000_000_000;
    private static final Pattern PLACE = Pattern.compile("[a-z]+://[^@/]*@([^/]+)/.*");

    private final LiveBoard board;
    private final About about;
    private final @Nullable StartTally tally;
    private final CampaignListener next;
    private final InstantSource clock;

    private Now now;
    private List<Rate> history = List.of();
    private final Deque<Found> findings = new ArrayDeque<>();
    private LiveState.@Nullable Starts starts;
    private boolean startsCounted;
    private long startsAtMs;
    private final Deque<Gone> gone = new ArrayDeque<>();
    /** Of the workers that are here, by address. */
    private final Map<String, String> names = new HashMap<>();

    LiveFeed(
            LiveBoard board,
            About about,
            List<Finding> earlier,
            @Nullable StartTally tally,
            CampaignListener next,
            InstantSource clock) {
        this.board = board;
        this.about = about;
        this.tally = tally;
        this.next = next;
        this.clock = clock;
        this.now = new Now(clock.millis(), about, null, 0, 0, 0, List.of(), List.of(), List.of(), List.of(), null);
        earlier.stream().sorted(Comparator.comparing(Finding::lastSeen)).forEach(this::note);
        this.starts = tally == null ? null : tally.starts();
        publish();
    }

    /**
     * For a campaign that is about to begin, or to go on: what its earlier sittings found is read from the store, here and
     * never again.
     *
     * @param next hears all that the coordinator says, after the board
     */
    public static LiveFeed of(
            LiveBoard board,
            Campaign campaign,
            Store store,
            StartReading reading,
            CampaignListener next,
            InstantSource clock) {
        StartTally tally = null;
        if (campaign.settings().part(reading.lane()) > 0) {
            tally = new StartTally(reading);
            tally.add(store.books().cells(campaign.id(), reading.lane()).stream()
                    .map(c -> new Counter(c.subject(), c.cell(), c.oracle(), c.verdict(), c.count()))
                    .toList());
        }
        About about = new About(
                campaign.id(),
                campaign.target().name(),
                campaign.target().sha256(),
                campaign.settings().preset(),
                campaign.settings().seed(),
                campaign.settings().minutes(),
                campaign.settings().lanes().stream().map(LaneShare::lane).toList());
        return new LiveFeed(board, about, store.ledger().of(campaign.id()), tally, next, clock);
    }

    @Override
    public void progress(CampaignProgress progress) {
        long at = clock.millis();
        List<Worker> workers = workers(progress);
        welcome(workers);
        now = new Now(
                at,
                about,
                figures(progress),
                workers.size(),
                workers.stream().mapToInt(Worker::slots).sum(),
                progress.doing().size(),
                workers.size() > WORKERS_MAX ? workers.subList(0, WORKERS_MAX) : workers,
                List.copyOf(gone),
                progress.queues(),
                progress.unrunnable().stream()
                        .map(line -> OneLine.of(line, TEXT_MAX))
                        .toList(),
                now.ending());
        if (history.isEmpty() || at - history.get(history.size() - 1).atMs() >= RATE_EVERY.toMillis()) {
            history = with(new Rate(at, progress.casesPerSecond()));
        }
        if (tally != null && startsCounted && at - startsAtMs >= STARTS_EVERY.toMillis()) {
            readStarts(tally, at);
        }
        publish();
        next.progress(progress);
    }

    @Override
    public void found(Finding finding) {
        note(finding);
        publish();
        next.found(finding);
    }

    @Override
    public void counted(String lane, List<Counter> counters) {
        if (tally != null && tally.lane().equals(lane)) {
            tally.add(counters);
            startsCounted = true;
        }
        next.counted(lane, counters);
    }

    @Override
    public void workerGone(String worker, boolean lost) {
        String name = Objects.requireNonNullElse(names.remove(worker), place(worker));
        if (gone.stream().noneMatch(g -> g.address().equals(worker))) {
            gone.addFirst(new Gone(name, worker, clock.millis(), lost));
            if (gone.size() > GONE_MAX) {
                gone.removeLast();
            }
        }
        next.workerGone(worker, lost);
    }

    @Override
    public void ended(CampaignEnd end) {
        now = new Now(
                clock.millis(),
                about,
                now.figures(),
                now.workersHere(),
                now.slots(),
                now.slotsBusy(),
                now.workers(),
                now.gone(),
                now.queues(),
                now.unrunnable(),
                new LiveState.Ending(end.kind().name().toLowerCase(Locale.ROOT), OneLine.of(end.reason(), TEXT_MAX)));
        if (tally != null) {
            readStarts(tally, clock.millis());
        }
        publish();
        next.ended(end);
    }

    private void publish() {
        board.put(new LiveState(now, history, List.copyOf(findings), starts));
    }

    private void readStarts(StartTally from, long at) {
        starts = from.starts();
        startsCounted = false;
        startsAtMs = at;
    }

    /** A replay may show what is listed already; it then moves up. */
    private void note(Finding f) {
        findings.removeIf(known -> known.id().equals(f.id()));
        findings.addFirst(new Found(
                f.id(),
                f.lastSeen(),
                f.status().name().toLowerCase(Locale.ROOT),
                f.state().name().toLowerCase(Locale.ROOT),
                f.fault().text(),
                f.severity().name().toLowerCase(Locale.ROOT),
                f.operator() == null ? null : OneLine.of(f.operator(), TEXT_MAX),
                f.oracle(),
                OneLine.of(f.observed(), TEXT_MAX)));
        if (findings.size() > FINDINGS_MAX) {
            findings.removeLast();
        }
    }

    private List<Rate> with(Rate rate) {
        List<Rate> longer = new ArrayList<>(history);
        longer.add(rate);
        return longer.size() > RATES_MAX ? longer.subList(longer.size() - RATES_MAX, longer.size()) : longer;
    }

    /** One that is here again, or runs anew where one was lost, is lost no more. */
    private void welcome(List<Worker> workers) {
        for (Worker worker : workers) {
            if (!names.containsKey(worker.address())) {
                gone.removeIf(g -> g.name().equals(worker.name()) || g.address().equals(worker.address()));
            }
        }
        names.clear();
        workers.forEach(worker -> names.put(worker.address(), worker.name()));
    }

    private static List<Worker> workers(CampaignProgress progress) {
        Map<String, List<Running>> running = new LinkedHashMap<>();
        for (CampaignProgress.Doing d : progress.doing()) {
            running.computeIfAbsent(d.worker(), worker -> new ArrayList<>())
                    .add(new Running(d.unit(), d.lane(), d.task(), OneLine.of(d.text(), TEXT_MAX), d.cases()));
        }
        List<Worker> workers = new ArrayList<>();
        for (CampaignProgress.Worker w : progress.workers()) {
            List<Running> its = Objects.requireNonNullElse(running.remove(w.address()), List.of());
            Capabilities c = w.capabilities();
            workers.add(
                    c == null
                            // Its lease is known from an earlier coordinator, and it has not spoken to this one.
                            ? new Worker(place(w.address()), w.address(), "", its.size(), its)
                            : new Worker(OneLine.of(c.name(), TEXT_MAX), w.address(), machine(c), c.slots(), its));
        }
        return workers;
    }

    private static LiveState.Figures figures(CampaignProgress p) {
        return new LiveState.Figures(
                p.phase(),
                p.elapsedMs(),
                p.budgetMs(),
                p.cases(),
                p.casesPerSecond(),
                p.operatorsReached(),
                p.operatorsTotal(),
                p.crashes(),
                p.faults(),
                p.candidates(),
                p.findingsProven(),
                p.findingsUnstable(),
                p.unitsDone(),
                p.doing().size(),
                p.queues().stream().mapToInt(CampaignProgress.Queue::waiting).sum(),
                p.unitsPlanned());
    }

    private static String machine(Capabilities c) {
        List<String> words = new ArrayList<>(List.of(c.os() + " " + c.arch(), c.cores() + " cores"));
        words.add(c.memoryBytes() / BYTES_PER_GB + " GB");
        c.gpus().forEach(gpu -> words.add(gpu.model()));
        words.addAll(c.labels());
        return OneLine.of(String.join(", ", words), TEXT_MAX);
    }

    /** Host and port of a worker's address; it has none where the worker is an actor of this process. */
    private static String place(String address) {
        Matcher matcher = PLACE.matcher(address);
        return OneLine.of(matcher.matches() ? matcher.group(1) : "in this process", TEXT_MAX);
    }
}
