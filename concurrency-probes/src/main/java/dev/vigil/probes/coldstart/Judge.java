package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Frame;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Waiting;
import dev.vigil.probes.delay.Perturbation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says of an attempt whether it came through its work, lived, and left in time. Pure. */
public final class Judge {
    /** The process comes through its first operations. */
    static final String COLDSTART = "coldstart";
    /** Nothing but itself ends it. */
    static final String SURVIVAL = "survival";
    /** It leaves, and soon. */
    static final String EXIT = "exit";

    static final List<String> ORACLES = List.of(COLDSTART, SURVIVAL, EXIT);

    /** What the probe program exits with. */
    public static final int LEFT = 0;

    static final int DOES_NOT_LOAD = 2;
    static final int BAD_ARGUMENTS = 3;
    public static final int REFUSED = 10;

    /** An exit that takes longer with nothing else to do waits for something. */
    private static final Duration EXIT_MAX = Duration.ofMillis(2500);

    private static final int TEXT_MAX = 300;

    private Judge() {}

    static Judged judge(Case attempt, ProgramEnd program) {
        ProcessEnd end = program.end();
        Phases phases = Phases.parse(program.report());
        Optional<Phases.Phase> last = phases.last();
        boolean leaving = last.map(Phases.Phase::leaving).orElse(false);
        String during = last.map(Phases.Phase::text).orElse("start");
        return switch (end.kind()) {
            case EXIT -> exited(attempt, program, phases, leaving, during);
            case HANG -> hung(program, leaving, during);
            case OUT_OF_MEMORY -> Judged.unclear(SURVIVAL, "it used more memory than it may: " + end.detail());
            case KILLED, NOT_STARTED -> Judged.unclear(SURVIVAL, "not ended by the build: " + end.detail());
            case SEGMENTATION_FAULT, BUS_ERROR, FLOATING_POINT_EXCEPTION, ILLEGAL_INSTRUCTION, ABORT, STACK_OVERFLOW ->
                died(end, last, leaving, during);
        };
    }

    private static Judged exited(Case attempt, ProgramEnd program, Phases phases, boolean leaving, String during) {
        int code = program.end().exitCode();
        if (code == REFUSED) {
            return Judged.unclear(
                    COLDSTART,
                    "the call was refused: "
                            + phases.named(Phases.REFUSED)
                                    .map(Phases.Phase::detail)
                                    .orElse("without a word"));
        }
        if (code != LEFT || !leaving) {
            return died(program.end(), phases.last(), leaving, during);
        }
        long leftNanos = phases.leftNanos().orElse(program.endedNanos());
        Duration took = Duration.ofNanos(program.endedNanos() - leftNanos);
        // Others may keep it from the processor, but then all that it did before was slow as well.
        Duration before = Duration.ofNanos(leftNanos - program.startedNanos());
        boolean slowed = took.compareTo(before) <= 0
                || Cells.load(attempt) != Load.NONE
                || Perturbation.of(attempt).any();
        if (took.compareTo(EXIT_MAX) <= 0 || slowed) {
            return Judged.WELL;
        }
        Verdict.Violated slow = new Verdict.Violated(
                FaultClass.SPEED,
                "slow exit",
                "the exit took " + took.toMillis() + " ms with nothing left to do",
                "an exit within " + EXIT_MAX.toMillis() + " ms");
        return new Judged(
                EXIT,
                slow,
                null,
                signature(EXIT, slow.template(), Cells.leave(attempt)),
                new Observation.Died(program.end(), during));
    }

    private static Judged hung(ProgramEnd program, boolean leaving, String during) {
        String oracle = leaving ? EXIT : COLDSTART;
        Capsule capsule = program.capsule();
        String waits = capsule == null ? "" : Waiting.sentence(capsule);
        String cluster = capsule == null ? "" : Waiting.cluster(capsule);
        String template = leaving ? "hang at exit" : "hang";
        Verdict.Violated violated = new Verdict.Violated(
                FaultClass.HANG,
                template,
                "hung " + (leaving ? "at its exit, in " : "in ") + during + ": "
                        + program.end().detail() + (waits.isEmpty() ? "" : "; " + waits),
                leaving
                        ? "a process that has done its work ends"
                        : "a fresh process comes through its first operations");
        return new Judged(
                oracle,
                violated,
                null,
                // Without frames, hangs in one step are taken for one.
                signature(oracle, template, cluster.isEmpty() ? "in " + during : cluster),
                new Observation.Died(program.end(), during, capsule));
    }

    private static Judged died(ProcessEnd end, Optional<Phases.Phase> last, boolean leaving, String during) {
        String words = end.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean invoked = last.map(p -> p.name().equals(Phases.INVOKE)).orElse(false);
        String operator = invoked ? last.map(Phases.Phase::detail).orElse(null) : null;
        String oracle = leaving ? EXIT : SURVIVAL;
        String template = words
                + (leaving
                        ? " at exit"
                        : " during " + last.map(Phases.Phase::name).orElse("start"));
        // Other ends come without a word of theirs.
        String said = end.kind() != ProcessEnd.Kind.ABORT
                ? ""
                : end.stderr()
                        .lines()
                        .filter(l -> !l.isBlank())
                        .reduce((a, b) -> b)
                        .orElse("");
        Verdict.Violated violated = new Verdict.Violated(
                end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                template,
                words + " in " + during + ": " + end.detail()
                        + (said.isEmpty() ? "" : "; it wrote: " + shortened(said)),
                "a process ends by itself, after its work");
        String frame = Frame.first(end.frames());
        String own = (operator == null ? "" : operator) + "|" + oracle + "|" + template + "|" + frame;
        return new Judged(oracle, violated, operator, own, new Observation.Died(end, during));
    }

    private static String signature(String oracle, String template, String where) {
        return "|" + oracle + "|" + template + "|" + where;
    }

    private static String shortened(String text) {
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    }
}
