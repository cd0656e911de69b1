package dev.vigil.probes.race;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.probes.delay.Perturbation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Draws attempts of probes: an engine, threads of the probe, OpenMP threads, and a seed of the threads' jitter. One thread. */
public final class RaceCells {
    private static final String THREADS = "threads";
    private static final String ROUNDS = "rounds";
    private static final String SEED = "seed";

    /** Half of the attempts have the engine that users have. */
    private static final List<String> ENGINES = List.of(
            ProcessSettings.THREADED_ENGINE,
            ProcessSettings.THREADED_ENGINE,
            ProcessSettings.SHARED_QUEUE_ENGINE,
            ProcessSettings.NAIVE_ENGINE);
    /** The least, what finds most, and more than there are cores here. */
    private static final List<Integer> SEATS =
            List.of(2, 4, 2 * Math.max(2, Runtime.getRuntime().availableProcessors()));
    /** One, and as users have it. */
    private static final List<Integer> OMP = List.of(1, 1, 0);

    private static final int ROUNDS_MAX = 300;

    /** What shows in few rounds is shown sooner, and by fewer delays. */
    private static final int ROUNDS_FEW = 12;

    private final SplittableRandom random;
    private final String device;

    public RaceCells(long seed, String device) {
        this.random = new SplittableRandom(seed);
        this.device = device;
    }

    public Case next(String probe) {
        return new Case(
                new ProcessSettings(of(ENGINES), of(OMP), true, false, device, null),
                List.of(),
                new Probe(
                        probe,
                        new TreeMap<>(Map.of(
                                THREADS, Integer.toString(of(SEATS)),
                                ROUNDS, Integer.toString(ROUNDS_MAX),
                                SEED, Integer.toString(random.nextInt(1 << 20)))),
                        ConcurrencyLane.NAME));
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public static String probe(Case attempt) {
        return of(attempt).name();
    }

    static String threads(Case attempt) {
        return of(attempt).option(THREADS);
    }

    static String rounds(Case attempt) {
        return of(attempt).option(ROUNDS);
    }

    static String seed(Case attempt) {
        return of(attempt).option(SEED);
    }

    /** The same attempt with few rounds; empty when it has no more. */
    static Optional<Case> shorter(Case attempt) {
        if (Integer.parseInt(rounds(attempt)) <= ROUNDS_FEW) {
            return Optional.empty();
        }
        Probe probe = of(attempt);
        TreeMap<String, String> options = new TreeMap<>(probe.options());
        options.put(ROUNDS, Integer.toString(ROUNDS_FEW));
        return Optional.of(
                new Case(attempt.settings(), attempt.steps(), new Probe(probe.name(), options, probe.lane())));
    }

    /** The cell of a case, as counters name it. */
    public static String cell(Case attempt) {
        ProcessSettings settings = attempt.settings();
        return "device=" + settings.device() + " engine=" + settings.engine() + " threads=" + threads(attempt) + " omp="
                + (settings.ompThreads() == 0 ? "default" : settings.ompThreads()) + " delays="
                + Perturbation.of(attempt).word();
    }

    private static Probe of(Case attempt) {
        return Objects.requireNonNull(attempt.probe(), "a case of this lane has a probe");
    }
}
