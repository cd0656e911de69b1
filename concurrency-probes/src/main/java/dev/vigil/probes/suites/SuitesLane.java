package dev.vigil.probes.suites;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.AttemptBooks;
import dev.vigil.probes.attempt.Entry;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Repetition;
import dev.vigil.probes.attempt.UnitTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs tests that others wrote, each run one test in a fresh process with the build under test where it looks first. Its
 * subjects are tests; what it learns of one is how long it takes.
 */
public final class SuitesLane implements Lane {
    /** The oracle that asks whether a test passes. */
    public static final String ORACLE = SuiteJudge.SUITE;

    /** With less time than this a unit begins no first run of a test. */
    private static final Duration FIRST_RUN_MIN = Duration.ofSeconds(2);

    private final Clock clock;
    private final Map<String, String> environment;

    /** As lane hosts find it. */
    public SuitesLane() {
        this(Clock.systemUTC(), System.getenv());
    }

    /**
     * @param environment our own, of which {@code PYTHONPATH}, {@code VIGIL_PYTHON} and {@code VIGIL_PYTEST} count
     */
    public SuitesLane(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String name() {
        return SuiteSpec.LANE;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        SuiteProgram program = new SuiteProgram(context, environment);
        return switch (unit.task()) {
            case DESCRIBE -> describe(unit, context, program);
            case LEARN -> learn(unit, context, program);
            case EXPLORE -> explore(unit, context, program);
            case PROVE -> prove(unit, context, program);
            case GATHER -> throw Lane.gathersNothing(SuiteSpec.LANE);
        };
    }

    /** The subjects of the unit are suites, those of its result their tests. */
    private UnitResult describe(WorkUnit unit, LaneContext context, SuiteProgram program)
            throws LaneFault, InterruptedException {
        UnitResult described = context.lane(CampaignSettings.USUAL_LANE)
                .run(unit.withSubjects(List.of()).of(CampaignSettings.USUAL_LANE), context);
        Instant end = UnitTime.end(clock, unit.limits());
        List<Subject> subjects = new ArrayList<>();
        for (String suite : unit.subjects()) {
            context.progress(0, 0, "listing the tests of " + suite);
            SuiteSpec spec = SuiteSpec.of(suite);
            ProgramLimits limits = Learned.first(unit.limits(), Duration.between(clock.instant(), end));
            subjects.addAll(program.list(spec, unit.settings(), limits));
        }
        return described.describing(subjects);
    }

    private UnitResult learn(WorkUnit unit, LaneContext context, SuiteProgram program)
            throws LaneFault, InterruptedException {
        Instant end = UnitTime.end(clock, unit.limits());
        SplittableRandom random = new SplittableRandom(Seeds.mix(unit.seed(), SuiteSpec.LANE));
        List<Knowledge> learned = new ArrayList<>();
        List<Subject> excluded = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (String subject : unit.subjects()) {
            Duration left = Duration.between(clock.instant(), end).minus(UnitTime.CAPSULE_MAX);
            if (left.compareTo(FIRST_RUN_MIN) < 0) {
                break;
            }
            context.progress(learned.size(), 0, "running " + subject + " for the first time");
            SuiteTest test = SuiteTest.of(subject);
            ProgramLimits limits = Learned.first(unit.limits(), left);
            ProgramEnd run = program.run(
                    SuiteRuns.of(test, unit.settings(), seed(random), new Learned(0, Learned.PASSED)), limits);
            Optional<String> notRun = SuiteJudge.notRun(test, run);
            long tookMs = TimeUnit.NANOSECONDS.toMillis(run.endedNanos() - run.startedNanos());
            boolean cut = run.end().kind() == ProcessEnd.Kind.HANG && tookMs >= limits.totalMs();
            if (notRun.isPresent()) {
                excluded.add(new Subject(subject, Subject.Kind.EXCLUDED, notRun.get()));
            } else if (!cut) {
                learned.add(new Knowledge(
                        subject, 1, Wire.toJson(new Learned(tookMs, ended(SuiteJudge.judge(test, run), run)))));
            } else if (unit.subjects().size() == 1) {
                String why =
                        "it is still at work after " + limits.totalMs() / 1000 + " s, and no unit has more time for it";
                excluded.add(new Subject(subject, Subject.Kind.EXCLUDED, why));
            }
        }
        excluded.forEach(one -> notes.add(one.name() + ": " + one.reason()));
        return learned(unit, learned, excluded, notes);
    }

    private static String ended(Judged judged, ProgramEnd run) {
        return run.end().kind() == ProcessEnd.Kind.HANG
                ? Learned.HUNG
                : judged.violated() ? Learned.FAILED : Learned.PASSED;
    }

    private static UnitResult learned(
            WorkUnit unit, List<Knowledge> learned, List<Subject> excluded, List<String> notes) {
        UnitResult result = UnitResult.learned(unit, Totals.NONE, learned, List.of(), notes);
        return new UnitResult(
                result.unit(),
                result.totals(),
                result.counters(),
                result.coverage(),
                result.knowledge(),
                result.kept(),
                result.candidates(),
                excluded,
                result.fingerprint(),
                result.proof(),
                result.faults(),
                result.notes());
    }

    private UnitResult explore(WorkUnit unit, LaneContext context, SuiteProgram program)
            throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, List.of(ORACLE));
        Map<String, Learned> known = new TreeMap<>(books.known(Learned.class));
        List<SuiteTest> tests = new ArrayList<>();
        Map<String, ProgramLimits> limits = new TreeMap<>();
        known.forEach((subject, learned) -> learned.limits(unit.limits())
                .ifPresentOrElse(
                        some -> {
                            tests.add(SuiteTest.of(subject));
                            limits.put(subject, some);
                        },
                        () -> books.note(subject + ": it takes " + learned.tookMs() + " ms, too long for this unit")));
        SplittableRandom random = new SplittableRandom(Seeds.mix(unit.seed(), SuiteSpec.LANE));
        Instant end = UnitTime.end(clock, unit.limits());
        for (int i = 0; i < unit.cases() && !tests.isEmpty(); i++) {
            SuiteTest test = tests.get(i % tests.size());
            ProgramLimits within = Objects.requireNonNull(limits.get(test.subject()), "every test has limits");
            if (clock.instant().plus(UnitTime.longest(within)).isAfter(end)) {
                tests.remove(test);
                continue;
            }
            Learned learned = Objects.requireNonNull(known.get(test.subject()), "every test is known");
            Case run = SuiteRuns.of(test, unit.settings(), seed(random), learned);
            ProgramEnd ended = program.run(run, within);
            books.enter(
                    new Entry(run, test.subject(), SuiteRuns.cell(run), "seed " + SuiteRuns.seed(run), 0),
                    List.of(SuiteJudge.judge(test, ended)));
            if (ended.end().kind() == ProcessEnd.Kind.HANG) {
                // It costs the time of many runs; whether it hangs again is for its proof to tell.
                tests.remove(test);
            }
            context.progress(books.attempts(), 0, "running " + test.subject());
        }
        return books.result(null);
    }

    private UnitResult prove(WorkUnit unit, LaneContext context, SuiteProgram program)
            throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, List.of(ORACLE));
        Case run = Objects.requireNonNull(unit.candidate()).call();
        ProgramLimits within = SuiteRuns.learned(run)
                .limitsOfProof(unit.limits())
                .orElseThrow(() -> new LaneFault("a unit of " + unit.limits().seconds() + " s has no time for "
                        + SuiteRuns.test(run).subject()));
        SuiteTest test = SuiteRuns.test(run);
        Instant end = UnitTime.end(clock, unit.limits()).minus(UnitTime.longest(within));
        return books.result(Repetition.prove(
                unit,
                () -> clock.instant().isBefore(end),
                () -> List.of(noted(SuiteJudge.judge(test, program.run(run, within)), test, books)),
                (hits, runs) ->
                        context.progress(0, 0, "running " + test.subject() + " again: " + hits + " of " + runs)));
    }

    /** Counters are left to runs with fresh seeds, so that they give a rate. */
    private static Judged noted(Judged judged, SuiteTest test, AttemptBooks books) {
        if (judged.verdict() instanceof Verdict.Inconclusive unknown) {
            books.note(test.subject() + ": " + unknown.reason());
        }
        return judged;
    }

    /** All that take seeds take this. */
    private static int seed(SplittableRandom random) {
        return random.nextInt(1, Integer.MAX_VALUE);
    }
}
