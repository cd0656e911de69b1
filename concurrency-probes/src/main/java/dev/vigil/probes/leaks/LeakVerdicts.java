package dev.vigil.probes.leaks;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import java.util.ArrayList;
import java.util.List;

/** Puts growth into the words of verdicts and findings. Pure but for the symbols of modules' files. One thread. */
final class LeakVerdicts {
    private final Sites sites;

    LeakVerdicts(Sites sites) {
        this.sites = sites;
    }

    /** One leak is one finding: by operator or action, and by where the memory is taken. */
    Judged leak(String subject, Action action, Growth leak) {
        String operator = action.ofEngine() ? action.function() : subject;
        // A call leaks whether or not its gradient is asked for.
        String template = action.ofEngine() ? "leak " + action.per() : "leak";
        return new Judged(
                LeaksLane.ORACLE,
                violation(template, action, leak),
                operator,
                operator + "|" + LeaksLane.ORACLE + "|" + template + "|" + leak.site(),
                observation(leak));
    }

    /** Growth that is no leak, in one line. */
    static String line(Action action, Growth growth) {
        String why = switch (growth.kind()) {
            case ONCE -> "grows and stops, as what is made once or a cache that is full";
            case POOL -> "is given back with the library's pool";
            case LEAK, CONTEXT -> "goes on";
        };
        return action.text() + ": memory taken in " + growth.site() + " " + why;
    }

    private Verdict.Violated violation(String template, Action action, Growth leak) {
        List<String> stack = sites.lines(leak.stack());
        return new Verdict.Violated(
                FaultClass.LEAK,
                template,
                leak.rate() + " " + action.per() + " stay for ever"
                        + (leak.kind() == Growth.Kind.CONTEXT ? ", kept for what never comes again" : "")
                        + (stack.isEmpty()
                                ? ", seen as " + leak.site() + "; no stack is known that takes them"
                                : "; taken in " + stack.get(0)),
                "an iteration gives back what it takes: no slope above that of a loop without it");
    }

    private Observation observation(Growth leak) {
        List<Long> iterations = new ArrayList<>();
        for (double each : leak.iterations()) {
            iterations.add(Math.round(each));
        }
        return new Observation.Grew(
                leak.stack().isEmpty() ? leak.site() : "live bytes by one allocating place",
                iterations,
                over(leak.measure().control()),
                over(leak.measure().action()),
                sites.lines(leak.stack()));
    }

    /** Bytes over those at the begin. */
    private static List<Long> over(double[] bytes) {
        List<Long> over = new ArrayList<>();
        for (double each : bytes) {
            over.add(Math.round(each - bytes[0]));
        }
        return over;
    }
}
