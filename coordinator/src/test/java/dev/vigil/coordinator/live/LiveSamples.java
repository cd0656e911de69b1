package dev.vigil.coordinator.live;

import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.CampaignProgress.Doing;
import dev.vigil.coordinator.CampaignProgress.Phase;
import dev.vigil.coordinator.CampaignProgress.Queue;
import dev.vigil.coordinator.CampaignProgress.Worker;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import dev.vigil.model.worker.Capabilities;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A made-up campaign on two machines, as its listener hears it. */
final class LiveSamples {
    static final String NEAR = "pekko://vigil@10.0.0.2:7355/user/worker/$a#1";
    static final String FAR = "pekko://vigil@10.0.0.3:7355/user/worker/$a#2";

    static final StartReading READING = new StartReading(
            "starts",
            "through",
            "alive",
            (hits, runs) -> new LiveState.Bounds(hits * 0.5 / runs, Math.min(1, (hits + 1.0) * 2 / runs)));

    static final LiveState.About ABOUT = new LiveState.About(
            "c-20261130-1", "default", "cd".repeat(32), "nightly", 42, 480, List.of("properties", "starts"));

    private LiveSamples() {}

    /** By hand. */
    static final class Clock implements InstantSource {
        private long ms = Instant.parse("2026-11-30T18:00:00Z").toEpochMilli();

        void pass(long moreMs) {
            ms += moreMs;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(ms);
        }
    }

    /** Hears, and does nothing. */
    static final class Nobody implements CampaignListener {
        @Override
        public void progress(CampaignProgress progress) {}

        @Override
        public void ended(CampaignEnd end) {}
    }

    static LiveFeed feed(LiveBoard board, Clock clock) {
        return new LiveFeed(board, ABOUT, List.of(), new StartTally(READING), new Nobody(), clock);
    }

    static CampaignProgress progress(long cases, List<Worker> workers, List<Doing> doing) {
        return new CampaignProgress(
                ABOUT.id(),
                Phase.EXPLORING,
                3_723_000,
                28_800_000,
                cases,
                1234.5,
                310,
                812,
                17,
                9,
                3,
                1,
                120,
                200,
                doing,
                2,
                List.of("lane gpu: 5 units wait for a worker with 1 GPU, and none here has that"),
                workers,
                List.of(new Queue("properties", 71, 3, true), new Queue("gpu", 5, 0, false)));
    }

    static CampaignProgress twoWorkers(long cases) {
        return progress(
                cases,
                List.of(worker(NEAR, 2), worker(FAR, 4)),
                List.of(
                        doing(NEAR, "c/3/0", "exploring op_one, op_two"),
                        doing(NEAR, "c/3/1", "exploring op_three"),
                        doing(FAR, "c/3/2", "shrinking a crash of op_four, step 3")));
    }

    static CampaignProgress oneWorker(long cases) {
        return progress(
                cases,
                List.of(worker(NEAR, 2)),
                List.of(doing(NEAR, "c/3/0", "exploring op_one, op_two"), doing(NEAR, "c/3/1", "exploring op_three")));
    }

    /** Called by its host and port. */
    static Worker worker(String address, int slots) {
        String name = address.replaceFirst(".*@", "").replaceFirst("/.*", "");
        return new Worker(
                address,
                new Capabilities(
                        name,
                        "linux",
                        "x86_64",
                        "Some CPU",
                        List.of("avx2"),
                        8,
                        33_000_000_000L,
                        List.of(),
                        List.of("gdb"),
                        List.of("fast"),
                        slots));
    }

    static Doing doing(String worker, String unit, String text) {
        return new Doing(worker, unit, "properties", "EXPLORE", text, 4321);
    }

    /** A rate that goes up and down, over so many samples. */
    static void minutes(LiveFeed feed, Clock clock, int samples) {
        IntStream.range(0, samples).forEach(i -> {
            CampaignProgress p = twoWorkers(1_000_000 + 6000L * i);
            feed.progress(new CampaignProgress(
                    p.campaign(),
                    p.phase(),
                    p.elapsedMs() + 5000L * i,
                    p.budgetMs(),
                    p.cases(),
                    1100 + 400 * Math.sin(i / 4.0) + 90 * Math.sin(i * 1.7),
                    p.operatorsReached(),
                    p.operatorsTotal(),
                    p.crashes(),
                    p.candidates(),
                    p.findingsProven(),
                    p.findingsUnstable(),
                    p.unitsDone(),
                    p.unitsPlanned(),
                    p.doing(),
                    p.faults(),
                    p.unrunnable(),
                    p.workers(),
                    p.queues()));
            clock.pass(5000);
        });
    }

    static Finding finding(String id, @Nullable String operator, FaultClass fault, String observed) {
        String now = "2026-11-30T18:00:00Z";
        return new Finding(
                Finding.SCHEMA,
                id,
                FindingStatus.PROVEN,
                FindingState.OPEN,
                operator + "|survival|signal 11|lib f",
                "group",
                operator,
                "survival",
                fault,
                Severity.HIGH,
                new Case(ProcessSettings.plain("cpu"), List.of(Step.of("op_one", new TreeMap<>(), List.of()))),
                observed,
                "an answer",
                new Reproduction(5, 5),
                List.of(),
                "default 1.x (sha256 cd)",
                new TreeMap<>(),
                7,
                now,
                now,
                "./vigil replay " + id,
                null,
                null);
    }

    /** So many starts under this load, of which some hang. */
    static List<Counter> starts(String operator, String load, long count, long hung) {
        String cell = "engine=naive load=" + load;
        return List.of(
                new Counter(operator, cell, "through", "violated", hung),
                new Counter(operator, cell, "through", "holds", count - hung),
                new Counter(operator, cell, "alive", "holds", count - hung),
                new Counter(operator, cell, "exit", "holds", count - hung));
    }

    static CampaignEnd end() {
        return new CampaignEnd(ABOUT.id(), CampaignEnd.Kind.FINISHED, Totals.NONE, 3, 1, 0, 0, 0, "");
    }
}
