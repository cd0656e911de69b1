package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.UnitFault;
import dev.vigil.cli.run.SittingFault;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.workers.target.TargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vigil canary}. */
@Command(
        name = "canary",
        mixinStandardHelpOptions = true,
        description = "Plants faults in a build, each in a short campaign of its own, and says which were found.",
        footer = {
            "",
            "Ends with 0 when every fault was found and every clean twin that flew (the run with nothing spoiled) was silent,",
            "with 1 otherwise. docs/canaries.md says what each one does.",
        })
public final class CanaryVerb implements Callable<Integer> {
    private static final String VALUES = "values";
    private static final String PROBES = "probes";
    private static final List<String> LANES = List.of(VALUES, PROBES);

    /** Starts, hangs that are waited for and their proofs take longer than calls. */
    private static final int START_SECONDS_MIN = 420;

    private static final int SECONDS_MAX = 3600;
    private static final int SEEDS_MAX = 1000;
    private static final int JOBS_MAX = 256;
    private static final int STARTS_PER_JOB = 2;
    private static final int TWIN_ONE_IN = 8;
    /** Of a run of probes that is no more than a twin, the part of its attempts. */
    private static final int CLEAN_ATTEMPTS_ONE_IN = 4;

    /** As they are typed. */
    private enum Twins {
        NONE,
        SOME,
        ALL,
        WHOLE
    }

    private final Surroundings surroundings;

    @Option(
            names = "--lane",
            paramLabel = "NAME",
            split = ",",
            description =
                    "values (calls and what they give) or probes (starts, exits, threads and memory); both when not given")
    private List<String> lanes = List.of();

    @Option(
            names = "--only",
            paramLabel = "CANARY",
            split = ",",
            description = "some of them by name; all when not given")
    private List<String> only = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "draws operators, bounds and types (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "so many seeds, one after the other from --seed on (${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--target", paramLabel = "T", description = "build to plant faults in, as for run")
    private String target = "default";

    @Option(names = "--lib-path", paramLabel = "DIR", split = ":", description = "folders with libraries it needs")
    private List<String> libPath = List.of();

    @Option(names = "--oracles", paramLabel = "NAME", split = ",", description = "judges to ask; all when not given")
    private List<String> oracles = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "the most that one run may take; most end long before (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--twins",
            paramLabel = "WHICH",
            defaultValue = "some",
            description =
                    "clean twins of the lane values: none, some (one in eight, drawn by the seed), all, or whole (all of them, each over the whole plan and not as many cases as its canary needed); those of probes always fly, with all and whole over as many attempts as their canaries, or else over a quarter (${DEFAULT-VALUE})")
    private Twins twins = Twins.SOME;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "canaries side by side, each on one slot, and twice as many of probes, which mostly wait; one per core when not given")
    private int jobs = Math.min(JOBS_MAX, Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vigil-out/canary",
            description = "stores and logs of the runs go here, replacing those of the last time (${DEFAULT-VALUE})")
    private Path out = Path.of("vigil-out/canary");

    public CanaryVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, UnitFault, TargetException, SittingFault, CanaryFault, InterruptedException {
        Chosen chosen = checked();
        Aviary aviary = Aviary.open(surroundings, out, new TargetSpec(target, libPath), InstantSource.system());
        List<Canary> fitting = new ArrayList<>();
        for (Canary canary : chosen.values()) {
            if (aviary.fits(canary)) {
                fitting.add(canary);
            } else {
                surroundings.out().println(canary.name() + " is left out: the target has no " + canary.need());
            }
        }
        if (fitting.isEmpty() && chosen.starts().isEmpty()) {
            throw new BadInput("there is no canary for this target among those asked for");
        }
        List<Planted> planted = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            for (Canary canary : fitting) {
                planted.add(canary.plant(seed + i, aviary.listed()));
            }
        }
        Exit values = planted.isEmpty() ? Exit.DONE : fly(planted, aviary);
        Exit starts = chosen.starts().isEmpty() ? Exit.DONE : flyStarts(chosen.starts(), aviary);
        return (values == Exit.DONE ? starts : values).code();
    }

    /** Of both lanes, as far as they were asked for. */
    private record Chosen(List<Canary> values, List<StartCanary> starts) {}

    private List<Callable<StartFlight.Landed>> startFlights(List<StartCanary> canaries, Aviary aviary)
            throws BadInput, TargetException, InterruptedException {
        List<Callable<StartFlight.Landed>> flights = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            for (StartCanary canary : canaries) {
                StartFlight flight = aviary.probes(canary);
                String probe = canary.probe();
                long own = seed + i;
                String subject = probe == null ? aviary.companion(own, canary.name()) : probe;
                Duration most = Duration.ofSeconds(Math.max(seconds, START_SECONDS_MIN));
                int clean = twins == Twins.ALL || twins == Twins.WHOLE
                        ? canary.attempts()
                        : Math.max(1, canary.attempts() / CLEAN_ATTEMPTS_ONE_IN);
                flights.add(() -> flight.fly(canary, subject, own, most, clean));
            }
        }
        return flights;
    }

    private Exit flyStarts(List<StartCanary> canaries, Aviary aviary)
            throws BadInput, SittingFault, CanaryFault, TargetException, InterruptedException {
        List<StartFlight.Landed> landed = new ArrayList<>();
        SideBySide.run(startFlights(canaries, aviary), STARTS_PER_JOB * jobs, one -> {
            if (landed.size() % canaries.size() == 0) {
                say("seed " + one.seed() + "  target " + target + "  probes");
                say(StartFlight.HEADER);
            }
            landed.add(one);
            say(one.line());
        });
        long found = landed.stream().filter(StartFlight.Landed::judgedWell).count();
        long silent = landed.stream().filter(StartFlight.Landed::twinSilent).count();
        say(found + " of " + landed.size() + " found, " + silent + " of " + landed.size() + " clean twins silent");
        return landed.stream().allMatch(StartFlight.Landed::good) ? Exit.DONE : Exit.NO;
    }

    private List<Callable<Detection>> flights(List<Planted> planted, Aviary aviary) {
        return planted.stream()
                .<Callable<Detection>>map(each -> () -> aviary.fly(each, names(oracles), seconds, twin(each)))
                .toList();
    }

    private Exit fly(List<Planted> planted, Aviary aviary)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        List<Detection> detections = new ArrayList<>();
        int perSeed = planted.size() / seeds;
        SideBySide.run(flights(planted, aviary), jobs, detection -> {
            if (detections.size() % perSeed == 0) {
                say("seed " + detection.planted().seed() + "  target " + target + "  oracles "
                        + (oracles.isEmpty() ? "all" : String.join(",", oracles)));
                say(Detection.HEADER);
            }
            detections.add(detection);
            say(detection.line());
        });
        long found = detections.stream().filter(d -> d.found().isPresent()).count();
        long flown = detections.stream().filter(d -> d.clean() != null).count();
        long silent = detections.stream().filter(Detection::twinSilent).count();
        say(found + " of " + detections.size() + " found, "
                + (flown == 0 ? "clean twins" : silent + " of " + flown + " clean twins silent")
                + (flown == detections.size() ? "" : ", " + (detections.size() - flown) + " left out"));
        return detections.stream().allMatch(Detection::good) ? Exit.DONE : Exit.NO;
    }

    private void say(String line) {
        surroundings.out().println(line);
    }

    private Aviary.Twin twin(Planted planted) {
        return switch (twins) {
            case NONE -> Aviary.Twin.NONE;
            case SOME -> planted.oneOf(TWIN_ONE_IN) ? Aviary.Twin.SHORT : Aviary.Twin.NONE;
            case ALL -> Aviary.Twin.SHORT;
            case WHOLE -> Aviary.Twin.WHOLE;
        };
    }

    private Chosen checked() throws BadInput {
        for (String lane : names(lanes)) {
            if (!LANES.contains(lane)) {
                throw new BadInput("--lane must be values or probes, not " + lane);
            }
        }
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new BadInput("--seconds must be from 1 to " + SECONDS_MAX + ", not " + seconds);
        }
        if (jobs < 1 || jobs > JOBS_MAX) {
            throw new BadInput("--jobs must be from 1 to " + JOBS_MAX + ", not " + jobs);
        }
        if (seeds < 1 || seeds > SEEDS_MAX) {
            throw new BadInput("--seeds must be from 1 to " + SEEDS_MAX + ", not " + seeds);
        }
        for (String name : surroundings.environment().keySet()) {
            if (name.startsWith(Fault.PREFIX)) {
                throw new BadInput(name + " is set; canaries set the switches of the injector themselves, unset it");
            }
        }
        try {
            Oracles.all().named(names(oracles));
        } catch (IllegalArgumentException e) {
            throw new BadInput("--oracles: " + e.getMessage(), e);
        }
        return chosen();
    }

    private Chosen chosen() throws BadInput {
        List<String> asked = lanes.isEmpty() ? LANES : names(lanes);
        List<String> wanted = names(only);
        List<StartCanary> starts = StartCanary.ALL.stream()
                .filter(c -> asked.contains(PROBES) && (wanted.isEmpty() || wanted.contains(c.name())))
                .toList();
        List<String> others = wanted.stream()
                .filter(name -> StartCanary.ALL.stream().noneMatch(c -> c.name().equals(name)))
                .toList();
        boolean values = asked.contains(VALUES) && (wanted.isEmpty() || !others.isEmpty());
        if (!values && !others.isEmpty()) {
            throw new BadInput("--only " + others.get(0) + " is no canary of the lane " + PROBES);
        }
        return new Chosen(values ? Canaries.named(others) : List.of(), starts);
    }

    private static List<String> names(List<String> all) {
        return all.stream().map(n -> n.strip().toLowerCase(Locale.ROOT)).toList();
    }
}
