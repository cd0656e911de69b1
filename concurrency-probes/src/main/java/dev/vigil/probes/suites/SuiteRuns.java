package dev.vigil.probes.suites;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.SuiteSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Runs of tests as cases: which test, with which seed, and what is known of the time that it takes. */
final class SuiteRuns {
    private static final String SEED = "seed";
    private static final String TOOK = "took-ms";
    private static final String ENDED = "first-run";

    private SuiteRuns() {}

    static Case of(SuiteTest test, ProcessSettings settings, int seed, Learned learned) {
        return new Case(
                settings,
                List.of(),
                new Probe(
                        test.subject(),
                        new TreeMap<>(Map.of(
                                SEED, Integer.toString(seed),
                                TOOK, Long.toString(learned.tookMs()),
                                ENDED, learned.ended())),
                        SuiteSpec.LANE));
    }

    static SuiteTest test(Case run) {
        return SuiteTest.of(probe(run).name());
    }

    static int seed(Case run) {
        return Integer.parseInt(probe(run).option(SEED));
    }

    static Learned learned(Case run) {
        return new Learned(Long.parseLong(probe(run).option(TOOK)), probe(run).option(ENDED));
    }

    /** As counters name it. */
    static String cell(Case run) {
        ProcessSettings settings = run.settings();
        return "device=" + settings.device() + " engine=" + settings.engine() + " omp="
                + (settings.ompThreads() == 0 ? "default" : settings.ompThreads()) + " onednn="
                + (settings.oneDnn() ? "on" : "off");
    }

    private static Probe probe(Case run) {
        return Objects.requireNonNull(run.probe(), "a case of this lane names a test");
    }
}
