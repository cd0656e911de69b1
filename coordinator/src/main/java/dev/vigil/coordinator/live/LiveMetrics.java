package dev.vigil.coordinator.live;

import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.live.LiveState.Figures;
import dev.vigil.coordinator.live.LiveState.Now;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** The board's figures for Prometheus, by names that begin with {@code vigil_}. Thread-safe; nothing is sampled between two scrapes. */
final class LiveMetrics {
    private final LiveBoard board;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge about;
    private final MultiGauge queues;

    LiveMetrics(LiveBoard board, IntSupplier listeners) {
        this.board = board;
        counter("vigil.cases", "cases run, those of units that are out included", Figures::cases);
        counter("vigil.crashes", "executors that died on a case", Figures::crashes);
        counter("vigil.faults", "faults of our own", Figures::faults);
        figure("vigil.cases.per.second", "over the last seconds", Tags.empty(), Figures::casesPerSecond);
        figure("vigil.elapsed.seconds", "of the campaign", Tags.empty(), f -> f.elapsedMs() / 1000.0);
        figure("vigil.budget.seconds", "of the campaign", Tags.empty(), f -> f.budgetMs() / 1000.0);
        String findings = "findings of this campaign";
        figure("vigil.findings", findings, Tags.of("status", "proven"), Figures::proven);
        figure("vigil.findings", findings, Tags.of("status", "unstable"), Figures::unstable);
        figure("vigil.findings", findings, Tags.of("status", "candidate"), Figures::candidates);
        String units = "units of this campaign";
        figure("vigil.units", units, Tags.of("state", "done"), Figures::unitsDone);
        figure("vigil.units", units, Tags.of("state", "out"), Figures::unitsOut);
        figure("vigil.units", units, Tags.of("state", "waiting"), Figures::unitsWaiting);
        String operators = "operators of the main lane";
        figure("vigil.operators", operators, Tags.of("state", "reached"), Figures::operatorsReached);
        figure("vigil.operators", operators, Tags.of("state", "all"), Figures::operatorsTotal);
        String workers = "workers of this campaign; lost ones that did not come back";
        gauge("vigil.workers", workers, Tags.of("state", "here"), Now::workersHere);
        gauge(
                "vigil.workers",
                workers,
                Tags.of("state", "lost"),
                n -> n.gone().stream().filter(LiveState.Gone::lost).count());
        gauge("vigil.slots", "of workers that are here", Tags.of("state", "busy"), Now::slotsBusy);
        gauge("vigil.slots", "of workers that are here", Tags.of("state", "all"), Now::slots);
        Gauge.builder("vigil.live.listeners", listeners::getAsInt)
                .description("listeners to events of this page")
                .register(registry);
        about = MultiGauge.builder("vigil.campaign").description("which one").register(registry);
        queues = MultiGauge.builder("vigil.queue.units")
                .description("units by the kind of work that they are")
                .register(registry);
    }

    /** In Prometheus' text format 0.0.4. */
    synchronized String scrape() {
        Now now = board.state().now();
        List<MultiGauge.Row<?>> which = new ArrayList<>();
        if (now.campaign() != null) {
            which.add(MultiGauge.Row.of(
                    Tags.of(
                            "campaign",
                            now.campaign().id(),
                            "target",
                            now.campaign().target()),
                    1));
        }
        about.register(which, true);
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (CampaignProgress.Queue queue : now.queues()) {
            String runnable = Boolean.toString(queue.runnable());
            Tags tags = Tags.of("queue", queue.name(), "runnable", runnable);
            rows.add(MultiGauge.Row.of(tags.and("state", "waiting"), queue.waiting()));
            rows.add(MultiGauge.Row.of(tags.and("state", "out"), queue.out()));
        }
        queues.register(rows, true);
        return registry.scrape();
    }

    private void gauge(String name, String description, Tags tags, ToDoubleFunction<Now> value) {
        Gauge.builder(name, board, b -> value.applyAsDouble(b.state().now()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Not a number while there are no figures. */
    private void figure(String name, String description, Tags tags, ToDoubleFunction<Figures> value) {
        gauge(name, description, tags, now -> now.figures() == null ? Double.NaN : value.applyAsDouble(now.figures()));
    }

    private void counter(String name, String description, ToDoubleFunction<Figures> value) {
        Highest highest = new Highest();
        FunctionCounter.builder(name, board, b -> highest.after(b.state().now(), value))
                .description(description)
                .register(registry);
    }

    /** What running units told is taken back when they are lost; a counter must not fall but when another campaign begins. */
    private static final class Highest {
        private String campaign = "";
        private double most;

        synchronized double after(Now now, ToDoubleFunction<Figures> value) {
            if (now.campaign() != null && !now.campaign().id().equals(campaign)) {
                campaign = now.campaign().id();
                most = 0;
            }
            most = now.figures() == null ? most : Math.max(most, value.applyAsDouble(now.figures()));
            return most;
        }
    }
}
