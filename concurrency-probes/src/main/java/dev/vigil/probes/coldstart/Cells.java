package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import dev.vigil.probes.delay.Perturbation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Draws attempts: a first operation, a second one or none, an engine, a number of threads, a load and a way to leave. A
 * cell is all of that but the values.
 */
public final class Cells {
    private static final String LOAD = "load";
    private static final String LEAVE = "leave";
    private static final String SEED = "seed";

    private static final List<String> ENGINES =
            List.of(ProcessSettings.THREADED_ENGINE, ProcessSettings.SHARED_QUEUE_ENGINE, ProcessSettings.NAIVE_ENGINE);
    /** As users have it, one, and more than there are cores here. */
    private static final List<Integer> THREADS =
            List.of(0, 1, 2 * Runtime.getRuntime().availableProcessors());

    private final List<Case> examples;
    private final ProcessSettings settings;
    private final SplittableRandom random;

    /**
     * @param examples calls that the library accepted, one step each; not empty when any is asked for
     * @param settings whose device and environment are used
     */
    public Cells(List<Case> examples, ProcessSettings settings, long seed) {
        this.examples = List.copyOf(examples);
        this.settings = settings;
        this.random = new SplittableRandom(seed);
    }

    /** Another attempt under that load, which begins with one of the examples in turn. */
    public Case next(int number, Load load) {
        Case first = examples.get(number % examples.size());
        List<Step> steps = new ArrayList<>(first.steps());
        if (random.nextBoolean()) {
            Case second = examples.get(random.nextInt(examples.size()));
            // Numpy semantics are those of the process.
            if (second.settings().numpyShape() == first.settings().numpyShape()) {
                steps.addAll(second.steps());
            }
        }
        ProcessSettings drawn = new ProcessSettings(
                ENGINES.get(random.nextInt(ENGINES.size())),
                THREADS.get(random.nextInt(THREADS.size())),
                true,
                first.settings().numpyShape(),
                settings.device(),
                settings.environment());
        Leave[] ways = Leave.values();
        return new Case(
                drawn,
                steps,
                new Probe(
                        ColdStartLane.NAME,
                        new TreeMap<>(Map.of(
                                LOAD, load.text(),
                                LEAVE, ways[random.nextInt(ways.length)].text(),
                                SEED, Long.toString(random.nextInt(1 << 20))))));
    }

    /** The cell of a case, as counters name it: {@code NAME=VALUE} words, without the first operator, which is their subject. */
    public static String cell(Case attempt) {
        ProcessSettings settings = attempt.settings();
        return "second=" + (attempt.steps().size() > 1 ? attempt.operator() : "none") + " device=" + settings.device()
                + " engine=" + settings.engine() + " threads="
                + (settings.ompThreads() == 0 ? "default" : Integer.toString(settings.ompThreads())) + " load="
                + load(attempt).text() + " leave=" + leave(attempt) + " delays="
                + Perturbation.of(attempt).word();
    }

    public static String first(Case attempt) {
        return attempt.steps().get(0).operator();
    }

    static Load load(Case attempt) {
        return Load.of(option(attempt, LOAD, Load.NONE.text()));
    }

    public static String leave(Case attempt) {
        return option(attempt, LEAVE, Leave.RETURN.text());
    }

    static String seed(Case attempt) {
        return option(attempt, SEED, "0");
    }

    private static String option(Case attempt, String name, String otherwise) {
        Probe probe = attempt.probe();
        return probe == null ? otherwise : probe.options().getOrDefault(name, otherwise);
    }

    /** Loads in turn, in an order of the seed: three of four press. */
    static List<Load> loads(long seed) {
        List<Load> all = new ArrayList<>(List.of(Load.values()));
        all.sort(java.util.Comparator.comparingLong(load -> Seeds.mix(seed, load.text())));
        return all;
    }
}
