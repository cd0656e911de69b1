package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.DirectUnit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.Targets;
import dev.vigil.cli.UnitFault;
import dev.vigil.cli.run.ShortRun;
import dev.vigil.cli.run.SittingFault;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.target.TargetException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A build behind the fault proxy, and the runs in which canaries meet it. */
final class Aviary {
    /**
     * Passes of 100, 200 and 300 cases, the second with the engine and the threads that users have. A fixed plan, so that
     * a seed makes the same calls on every machine.
     */
    private static final int CASES_PER_OPERATOR = 600;

    /** Of a twin, however soon its canary was found. */
    private static final int CASES_OF_TWIN_MIN = 100;

    private final Surroundings surroundings;
    private final Path out;
    private final InstantSource clock;
    private final Target real;
    private final Target target;
    private final Set<String> listed;
    private final Set<String> features;

    private Aviary(
            Surroundings surroundings,
            Path out,
            InstantSource clock,
            Target real,
            Target target,
            Set<String> listed,
            Set<String> features) {
        this.surroundings = surroundings;
        this.out = out;
        this.clock = clock;
        this.real = real;
        this.target = target;
        this.listed = listed;
        this.features = features;
    }

    /**
     * Puts the proxy before a build and asks it what it lists.
     *
     * @throws UnitFault when the build cannot be asked for a fault of ours
     * @throws BadInput when the build does not load or {@code out} cannot be written
     */
    static Aviary open(Surroundings surroundings, Path out, TargetSpec spec, InstantSource clock)
            throws BadInput, UnitFault, TargetException, InterruptedException {
        Target real = new Targets(surroundings).resolver().resolve(spec);
        Path proxy;
        try {
            proxy = FaultProxy.install(Path.of(real.library()), out.resolve("proxy"));
        } catch (UncheckedIOException e) {
            throw new BadInput("--out " + out + " cannot be written: " + e.getMessage(), e);
        }
        Target target = new Targets(surroundings).resolver().resolve(new TargetSpec(proxy.toString(), real.libPath()));
        Surroundings clean = surroundings.with(Fault.none().environment());
        UnitResult said = new DirectUnit(clean).run(describe(), target);
        Set<String> listed = said.subjects().stream()
                .filter(s -> s.kind() == Subject.Kind.DIRECT)
                .map(Subject::name)
                .collect(Collectors.toSet());
        Fingerprint print = said.fingerprint();
        Set<String> features = print == null ? Set.of() : Set.copyOf(print.features());
        return new Aviary(surroundings, out, clock, real, target, listed, features);
    }

    /** Whether the target can have the fault at all. */
    boolean fits(Canary canary) {
        return canary.need().isEmpty() || features.contains(canary.need());
    }

    /** Primary names of the operators that can be called. */
    Set<String> listed() {
        return listed;
    }

    /**
     * The runs of a canary of probes.
     *
     * @throws BadInput when the proxy of races cannot be put before the build
     */
    StartFlight probes(StartCanary canary) throws BadInput, TargetException, InterruptedException {
        return new StartFlight(surroundings, out, clock, canary.race() ? races() : target);
    }

    private Target races() throws BadInput, TargetException, InterruptedException {
        Path proxy;
        try {
            proxy = FaultProxy.installRaces(Path.of(real.library()), out.resolve("races"));
        } catch (UncheckedIOException e) {
            throw new BadInput("--out " + out + " cannot be written: " + e.getMessage(), e);
        }
        return new Targets(surroundings).resolver().resolve(new TargetSpec(proxy.toString(), real.libPath()));
    }

    /**
     * An operator of the target that stock builds have no fault in.
     *
     * @throws BadInput when it lists none of them
     */
    String companion(long seed, String salt) throws BadInput {
        return Victims.ELEMENTWISE.stream()
                .filter(listed::contains)
                .min(Comparator.comparingLong(name -> Seeds.mix(Seeds.mix(seed, salt), name)))
                .orElseThrow(() -> new BadInput("the target lists no operator that a canary could call"));
    }

    /** The run of a canary with nothing spoiled. */
    enum Twin {
        NONE,
        /** As many cases as the spoiled run came to, a hundred of each operator at least. */
        SHORT,
        /** The whole plan, however soon the canary was found. */
        WHOLE
    }

    /**
     * The spoiled run and, when it is wanted, its clean twin. What the twin shows as well does not count, and the spoiled run goes
     * on behind it then.
     *
     * @param oracles to ask; empty for all
     * @param seconds the most that each run may take
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    Detection fly(Planted planted, List<String> oracles, int seconds, Twin twin)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        Path folder = out.resolve(planted.canary().name() + "-" + planted.seed());
        CampaignSettings whole = settings(planted, oracles, seconds, CASES_PER_OPERATOR);
        Set<String> passed = new HashSet<>();
        while (true) {
            ShortRun.Result spoiled = run(
                    planted.fault(),
                    whole,
                    folder.resolve("spoiled"),
                    finding -> planted.victim().equals(finding.operator()) && !passed.contains(finding.signature()));
            boolean stuck = stuck(spoiled.end());
            if (twin == Twin.NONE && !stuck) {
                return new Detection(planted, spoiled, null);
            }
            int cases = twin == Twin.WHOLE ? CASES_PER_OPERATOR : Math.max(CASES_OF_TWIN_MIN, spoiled.explored());
            ShortRun.Result clean = run(
                    Fault.none(),
                    settings(planted, oracles, seconds, cases),
                    folder.resolve("clean"),
                    finding -> false);
            if (stuck(clean.end())) {
                throw new BadInput("the build does not serve: " + clean.end().reason());
            }
            if (stuck) {
                // The same build serves without, so it is what we ask of the injector that does not.
                throw new CanaryFault("fault " + planted.fault().kind().proxyName() + " in " + planted.victim() + ": "
                        + spoiled.end().reason());
            }
            Detection detection = new Detection(planted, spoiled, clean);
            Set<String> shown = signatures(clean.sightings().stream());
            shown.retainAll(victims(spoiled, planted));
            // Each turn knows one more of those that ended it.
            if (detection.found().isPresent() || !passed.addAll(shown)) {
                return detection;
            }
        }
    }

    private static Set<String> victims(ShortRun.Result spoiled, Planted planted) {
        return signatures(spoiled.sightings().stream()
                .filter(ShortRun.Sighting::proven)
                .filter(s -> planted.victim().equals(s.finding().operator())));
    }

    private static Set<String> signatures(Stream<ShortRun.Sighting> sightings) {
        return sightings.map(s -> s.finding().signature()).collect(Collectors.toCollection(HashSet::new));
    }

    private CampaignSettings settings(Planted planted, List<String> oracles, int seconds, int cases) {
        return new CampaignSettings(
                "canary",
                new TargetSpec(target.library(), target.libPath()),
                seconds / 60.0,
                planted.seed(),
                "cpu",
                1,
                planted.operators(),
                oracles,
                null,
                CampaignSettings.PlanMode.FIXED,
                cases);
    }

    private ShortRun.Result run(Fault fault, CampaignSettings settings, Path folder, Predicate<Finding> enough)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        ScratchRoot.delete(folder);
        ShortRun.Result result =
                new ShortRun(surroundings.with(fault.environment()), clock).run(settings, target, folder, enough);
        CampaignEnd end = result.end();
        if (end.imbalance().isPresent()) {
            throw new CanaryFault(end.imbalance().get());
        }
        if (!stuck(end) && end.totals().generated() == 0) {
            // Silence of a run that did nothing says nothing.
            String text = "no case was run for " + fault.kind().proxyName() + ", see " + folder.resolve("vigil.log");
            if (result.cut()) {
                throw new BadInput(text + "; give more --seconds");
            }
            throw new CanaryFault(text);
        }
        return result;
    }

    private static boolean stuck(CampaignEnd end) {
        return end.kind() == CampaignEnd.Kind.FAULT || end.kind() == CampaignEnd.Kind.BAD_INPUT;
    }

    private static WorkUnit describe() {
        return new WorkUnit(
                "canary/0/0",
                "canary",
                PropertiesLane.NAME,
                WorkUnit.Task.DESCRIBE,
                0,
                0,
                List.of(),
                List.of(),
                0,
                ProcessSettings.plain("cpu"),
                List.of(),
                UnitLimits.USUAL,
                null);
    }
}
