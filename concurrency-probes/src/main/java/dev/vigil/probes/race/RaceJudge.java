package dev.vigil.probes.race;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says of an attempt whether its threads saw what they may, lived, and left. Pure. */
final class RaceJudge {
    /** Threads see nothing that is forbidden, and all come to their end. */
    static final String CONCURRENCY = "concurrency";
    /** Nothing but itself ends the process. */
    static final String SURVIVAL = "survival";
    /** It leaves once all threads are done. */
    static final String EXIT = "exit";

    static final List<String> ORACLES = List.of(CONCURRENCY, SURVIVAL, EXIT);

    /** What the race program exits with. */
    static final int WELL = 0;

    static final int FORBIDDEN = 1;
    static final int BAD_INPUT = 2;
    static final int OUR_FAULT = 3;
    static final int SKIPPED = 4;

    /** Module of frames that are our own. */
    private static final String OURS = "vigil-race";

    private static final int TEXT_MAX = 300;

    private RaceJudge() {}

    /**
     * All that is to be said of an attempt; not empty.
     *
     * @param probe that was played
     */
    static List<Judged> judge(RaceProbe probe, ProgramEnd program) {
        ProcessEnd end = program.end();
        RaceReport report = RaceReport.parse(program.report());
        return switch (end.kind()) {
            case EXIT -> exited(probe, program, report);
            case HANG -> join(forbidden(probe, program, report), hung(probe, program, report));
            case OUT_OF_MEMORY -> List.of(Judged.unclear(SURVIVAL, "it used more memory than it may: " + end.detail()));
            case KILLED, NOT_STARTED -> List.of(Judged.unclear(SURVIVAL, "not ended by the build: " + end.detail()));
            case SEGMENTATION_FAULT, BUS_ERROR, FLOATING_POINT_EXCEPTION, ILLEGAL_INSTRUCTION, ABORT, STACK_OVERFLOW ->
                join(forbidden(probe, program, report), died(probe, end, report));
        };
    }

    private static List<Judged> exited(RaceProbe probe, ProgramEnd program, RaceReport report) {
        int code = program.end().exitCode();
        if (code == SKIPPED) {
            return List.of(Judged.unclear(
                    CONCURRENCY, report.skipped().stream().findFirst().orElse("the build lacks what it asks about")));
        }
        List<Judged> forbidden = forbidden(probe, program, report);
        if (!report.ended() || (code != WELL && code != FORBIDDEN)) {
            return join(forbidden, died(probe, program.end(), report));
        }
        return forbidden.isEmpty() ? List.of(Judged.WELL) : forbidden;
    }

    private static List<Judged> forbidden(RaceProbe probe, ProgramEnd program, RaceReport report) {
        List<Judged> found = new ArrayList<>();
        report.seen(Grade.FORBIDDEN).forEach(count -> {
            Verdict.Violated violated = new Verdict.Violated(
                    count.fault(),
                    count.probe() + ": " + count.outcome(),
                    count.meaning() + " Seen " + count.times() + " times in " + report.rounds() + " rounds, first in "
                            + shortened(count.first()),
                    probe.question() + " " + acceptable(probe),
                    count.function());
            found.add(new Judged(
                    CONCURRENCY,
                    violated,
                    count.function(),
                    signature(count.function(), CONCURRENCY, violated.template(), ""),
                    new Observation.Died(program.end(), "round by round")));
        });
        return found;
    }

    private static String acceptable(RaceProbe probe) {
        return String.join(
                " ",
                probe.rows().stream()
                        .filter(row -> row.grade() == Grade.ACCEPTABLE)
                        .map(RaceProbe.Row::meaning)
                        .toList());
    }

    private static Judged hung(RaceProbe probe, ProgramEnd program, RaceReport report) {
        Capsule capsule = program.capsule();
        String waits = capsule == null ? "" : Waiting.sentence(capsule);
        String oracle = report.ended() ? EXIT : CONCURRENCY;
        String template = probe.name() + ": hang" + (report.ended() ? " at exit" : "");
        Verdict.Violated violated = new Verdict.Violated(
                FaultClass.HANG,
                template,
                "hung"
                        + (report.stalls().isEmpty()
                                ? ""
                                : ", " + report.stalls().get(0)) + "; "
                        + program.end().detail() + (waits.isEmpty() ? "" : "; " + waits),
                "every thread comes to its end",
                probe.function());
        return new Judged(
                oracle,
                violated,
                probe.function(),
                signature(probe.function(), oracle, template, capsule == null ? "" : place(capsule)),
                new Observation.Died(program.end(), probe.name(), capsule));
    }

    /** Where the threads of the probe are inside the library; those of the library itself wait for work in every hang. */
    private static String place(Capsule capsule) {
        return capsule.threads().stream()
                .filter(thread -> thread.frames().stream().anyMatch(frame -> frame.startsWith(OURS)))
                .map(Waiting::place)
                .filter(place -> !place.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" & "));
    }

    private static Judged died(RaceProbe probe, ProcessEnd end, RaceReport report) {
        String words = end.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String oracle = report.ended() ? EXIT : SURVIVAL;
        String template = probe.name() + ": death" + (report.ended() ? " at exit" : "");
        String said = end.stderr()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse("");
        Verdict.Violated violated = new Verdict.Violated(
                end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                template,
                words + " while threads played " + probe.name() + ": " + end.detail()
                        + (said.isEmpty() ? "" : "; it wrote: " + shortened(said)),
                "a process ends by itself, after its threads",
                probe.function());
        return new Judged(
                oracle,
                violated,
                probe.function(),
                // What one race spoils may strike anywhere, by one signal or another.
                signature(probe.function(), oracle, template, ""),
                new Observation.Died(end, probe.name()));
    }

    private static String signature(String function, String oracle, String template, String where) {
        return function + "|" + oracle + "|" + template + "|" + where;
    }

    private static List<Judged> join(List<Judged> some, Judged last) {
        List<Judged> joined = new ArrayList<>(some);
        joined.add(last);
        return List.copyOf(joined);
    }

    private static String shortened(String text) {
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    }
}
