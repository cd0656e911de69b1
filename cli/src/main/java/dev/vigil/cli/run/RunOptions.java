package dev.vigil.cli.run;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.live.LiveOptions;
import dev.vigil.cli.preset.Preset;
import dev.vigil.cli.preset.SuitePlaces;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.properties.oracles.Oracles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be said on the command line of {@code run}; each flag outranks the campaign file. */
public final class RunOptions {
    /** With a fixed plan and nothing said; enough for every rule of an operator to be tried a few times. */
    static final int CASES_PER_OPERATOR = 400;

    private static final double MINUTES = 5;

    @Parameters(
            arity = "0..1",
            paramLabel = "PRESET|FILE",
            description =
                    "quick (the default), smoke, coldstart, concurrency, leaks, locks, suites, nightly, or a campaign file")
    @Nullable
    String preset;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "wall time of the campaign; quick: 5, smoke: 1, coldstart: 10, concurrency: 10, leaks: 20,"
                    + " locks: 10, suites: 30, nightly: 480")
    @Nullable
    Double minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "root seed; the same seed over the same state gives the same cases")
    @Nullable
    Long seed;

    @Option(
            names = "--target",
            paramLabel = "T",
            description =
                    "build under test: default (stock 1.9.1), a libmxnet.so, a wheel, jar or zip, maven:G:A:V:CLASSIFIER or pypi:NAME==VERSION")
    @Nullable
    String target;

    @Option(
            names = "--lib-path",
            paramLabel = "DIR",
            split = ":",
            description = "folders with libraries that the build needs")
    List<String> libPath = List.of();

    @Option(names = "--device", paramLabel = "D", description = "cpu (the default) or gpu")
    @Nullable
    String device;

    @Option(names = "--slots", paramLabel = "N", description = "units side by side; one per core when not given")
    @Nullable
    Integer slots;

    @Option(
            names = "--ops",
            paramLabel = "GLOB",
            split = ",",
            description = "operators to fuzz, such as 'broadcast_*'; all when not given")
    List<String> operators = List.of();

    @Option(names = "--oracles", paramLabel = "NAME", split = ",", description = "judges to ask; all when not given")
    List<String> oracles = List.of();

    @Option(
            names = "--suite",
            paramLabel = "KIND:PATH",
            description = "tests of others for the lane suites: pytest:DIR, gtest:PROGRAM or script:FILES; may be"
                    + " given several times")
    List<String> suites = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "an earlier campaign, or the target of earlier ones, in --out: findings are called known or"
                    + " new against theirs")
    @Nullable
    String baseline;

    @Option(names = "--plan", paramLabel = "MODE", description = "adaptive (results move the budget) or fixed")
    @Nullable
    String plan;

    @Option(
            names = "--cases-per-operator",
            paramLabel = "N",
            description = "with the fixed plan: cases for each operator, then stop (" + CASES_PER_OPERATOR + ")")
    @Nullable
    Integer casesPerOperator;

    @Mixin
    LiveOptions live = new LiveOptions();

    @Option(names = "--resume", description = "go on with the latest unfinished campaign of --out")
    boolean resume;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vigil-out",
            description = "store, findings and report go here (${DEFAULT-VALUE})")
    Path out = Path.of("vigil-out");

    /** A whole number that is easily typed again. */
    public static long freshSeed() {
        return new SecureRandom().nextLong(1_000_000_000_000L);
    }

    /** Of whoever has this flag of his own; null when it was not given. */
    public RunOptions withSeed(@Nullable Long given) {
        seed = given;
        return this;
    }

    /**
     * Flags over file over defaults.
     *
     * @param seeds gives a root seed when nobody names one
     * @param cores gives the slots when nobody names them
     */
    public CampaignSettings settings(Preset file, LongSupplier seeds, int cores) throws BadInput {
        double time = minutes != null ? minutes : file.minutes().orElse(MINUTES);
        int side = slots != null ? slots : file.slots().orElse(cores);
        int cases = casesPerOperator != null
                ? casesPerOperator
                : file.casesPerOperator().orElse(CASES_PER_OPERATOR);
        if (!(time > 0) || time > 100_000) {
            throw new BadInput("--minutes must be over 0 and at most 100000, not " + time);
        }
        if (side < 1 || side > 1024) {
            throw new BadInput("--slots must be from 1 to 1024, not " + side);
        }
        if (cases < 1) {
            throw new BadInput("--cases-per-operator must be at least 1, not " + cases);
        }
        CampaignSettings settings = new CampaignSettings(
                file.name(),
                spec(file),
                time,
                seed != null ? seed : file.seed().orElseGet(seeds),
                oneOf("--device", device != null ? device : file.device().orElse("cpu"), List.of("cpu", "gpu")),
                side,
                globs(operators.isEmpty() ? file.operators() : operators),
                names(oracles.isEmpty() ? file.oracles() : oracles),
                baseline != null ? baseline : file.baseline().orElse(null),
                oneOf("--plan", plan != null ? plan : file.plan().orElse("adaptive"), List.of("adaptive", "fixed"))
                                .equals("fixed")
                        ? PlanMode.FIXED
                        : PlanMode.ADAPTIVE,
                cases,
                file.lanes(),
                suites.isEmpty() ? file.suites() : suites());
        requireJudges(settings);
        requireSuites(settings);
        return settings;
    }

    private List<SuiteSpec> suites() throws BadInput {
        SuitePlaces places = new SuitePlaces(Path.of(""));
        List<SuiteSpec> found = new ArrayList<>();
        for (String each : suites) {
            try {
                found.add(places.find(each));
            } catch (IllegalArgumentException e) {
                throw new BadInput("--suite " + e.getMessage(), e);
            }
        }
        return found;
    }

    private static void requireSuites(CampaignSettings settings) throws BadInput {
        boolean lane = settings.part(SuiteSpec.LANE) > 0;
        if (lane && settings.suites().isEmpty()) {
            throw new BadInput("the lane " + SuiteSpec.LANE
                    + " needs a suite: --suite KIND:PATH, or suites = [...] in a" + " campaign file");
        }
        if (!lane && !settings.suites().isEmpty()) {
            throw new BadInput("--suite is for campaigns with the lane " + SuiteSpec.LANE + ", such as vigil run "
                    + SuiteSpec.LANE);
        }
    }

    private static void requireJudges(CampaignSettings settings) throws BadInput {
        List<String> deaf = settings.lanes().stream()
                .map(LaneShare::lane)
                .filter(lane -> !lane.equals(PropertiesLane.NAME))
                .toList();
        if (!deaf.isEmpty() && !settings.oracles().isEmpty()) {
            throw new BadInput("--oracles: the lane " + String.join(", ", deaf) + " asks all of its own; leave it out");
        }
        try {
            Oracles.all().named(settings.oracles());
        } catch (IllegalArgumentException e) {
            throw new BadInput("--oracles: " + e.getMessage(), e);
        }
    }

    /** A resumed campaign goes on as it was: anything that would change it is refused. */
    void refuseChanges() throws BadInput {
        List<String> given = new ArrayList<>();
        note(given, preset, "a preset");
        note(given, minutes, "--minutes");
        note(given, seed, "--seed");
        note(given, target, "--target");
        note(given, device, "--device");
        note(given, slots, "--slots");
        note(given, baseline, "--baseline");
        note(given, plan, "--plan");
        note(given, casesPerOperator, "--cases-per-operator");
        note(given, libPath.isEmpty() ? null : libPath, "--lib-path");
        note(given, operators.isEmpty() ? null : operators, "--ops");
        note(given, suites.isEmpty() ? null : suites, "--suite");
        note(given, oracles.isEmpty() ? null : oracles, "--oracles");
        if (!given.isEmpty()) {
            throw new BadInput("--resume goes on with a campaign as it was; leave out " + String.join(", ", given));
        }
    }

    private static void note(List<String> given, @Nullable Object value, String name) {
        if (value != null) {
            given.add(name);
        }
    }

    private TargetSpec spec(Preset file) {
        String name = target != null ? target : file.target().orElse(TargetSpec.DEFAULT_NAME);
        return new TargetSpec(name, libPath.isEmpty() ? file.libPath() : libPath);
    }

    private static List<String> globs(List<String> all) throws BadInput {
        for (String glob : all) {
            if (!glob.strip().matches("[A-Za-z0-9_.@*?/:+=~\\[\\]-]+")) {
                throw new BadInput("--ops " + glob
                        + " is no pattern of operator names; use letters, digits, _ . @ * and ?, and / : for tests");
            }
        }
        return all.stream().map(String::strip).toList();
    }

    private static List<String> names(List<String> all) {
        return all.stream().map(n -> n.strip().toLowerCase(Locale.ROOT)).toList();
    }

    private static String oneOf(String flag, String value, List<String> allowed) throws BadInput {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!allowed.contains(lower)) {
            throw new BadInput(flag + " must be one of " + String.join(", ", allowed) + ", not " + value);
        }
        return lower;
    }
}
