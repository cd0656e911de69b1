package dev.vigil.probes.leaks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done over and over; the program {@code vigil-leak} says what each one's control is. */
enum Action {
    CALL("", "per call"),
    GRADIENT("", "per gradient"),
    THREAD("MXImperativeInvoke", "per thread that has ended"),
    REFUSED("MXImperativeInvoke", "per refused call"),
    SHAPES("MXImperativeInvoke", "per distinct shape"),
    CACHED("MXCreateCachedOp", "per symbol and cached operator"),
    PROFILER("MXSetProcessProfilerState", "per profile"),
    ARRAYS("MXNDArrayCreate", "per array"),
    SEED("MXRandomSeed", "per seed"),
    FILES("MXNDArrayLoad", "per array saved and loaded");

    /** Before the names of subjects that are actions of the engine: no operator's begins so. */
    private static final String ENGINE = "@";

    private final String function;
    private final String per;

    Action(String function, String per) {
        this.function = function;
        this.per = per;
    }

    /** As the program and cases have it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The C function that the action is about; empty for those that are about an operator. */
    String function() {
        return function;
    }

    /** What an iteration is, behind "bytes". */
    String per() {
        return per;
    }

    /** Whether memory that it keeps belongs to a thread or a shape that is new at each iteration. */
    boolean newContexts() {
        return this == THREAD || this == SHAPES;
    }

    boolean ofEngine() {
        return !function.isEmpty();
    }

    /** As a subject of the campaign. */
    String subject() {
        return ENGINE + text();
    }

    static boolean isEngineSubject(String subject) {
        return subject.startsWith(ENGINE);
    }

    /** The actions that a subject stands for. */
    static List<Action> of(String subject) {
        return Arrays.stream(values())
                .filter(a -> isEngineSubject(subject) ? a.subject().equals(subject) : !a.ofEngine())
                .toList();
    }

    static List<Action> engine() {
        return Arrays.stream(values()).filter(Action::ofEngine).toList();
    }

    static Optional<Action> named(String text) {
        return Arrays.stream(values()).filter(a -> a.text().equals(text)).findFirst();
    }
}
