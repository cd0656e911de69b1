package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.binding.PlantedRace;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.probes.leaks.LeaksLane;
import dev.vigil.probes.locks.LocksLane;
import dev.vigil.probes.race.ConcurrencyLane;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault of processes or of their threads to plant, in probes.
 *
 * @param lane whose probes must see it
 * @param probe the one subject of the run; null for an operator of the target
 * @param spoiled environment of the process with the fault in it
 * @param clean the same of its twin
 * @param attempts of the run
 * @param oracle that must see it
 * @param fault as which
 * @param where text that the finding's signature must have; empty for any
 * @param silent whether nothing may be found: what looks like a fault and is none
 */
record StartCanary(
        String name,
        int row,
        String lane,
        @Nullable String probe,
        Map<String, String> spoiled,
        Map<String, String> clean,
        int attempts,
        String oracle,
        FaultClass fault,
        String where,
        boolean silent) {
    private static final long ONE_IN = 8;

    /** Of which three in four are under load: 52 loaded starts miss what strikes one in eight once in a thousand times. */
    private static final int STARTS = 70;

    /** More calls than a first loop makes, and fewer than the one that must confirm what it saw. */
    private static final long CACHED = 1500;

    /** The function that takes what is never given back. */
    private static final String LOSES = "vigil_fault_lose";

    /** Both halves of an order come in so many starts but once in half a million times. */
    private static final int WATCHED_STARTS = 20;

    /** How the names of the locks begin that the proxy has. */
    private static final String LOCK = "vigil_fault_";

    /** What is planted for a probe shows in nearly every attempt. */
    private static final int PLAYS = 3;

    /** What chance hardly ever shows shows in most of those that have short delays, which is one in four. */
    private static final int RARE_PLAYS = 24;

    /** Every one there is. */
    static final List<StartCanary> ALL = List.of(
            start("start-lock-order", 3, Fault.Kind.START_LOCK_ORDER, ColdStartLane.THROUGH),
            start("start-lost-wakeup", 3, Fault.Kind.START_LOST_WAKEUP, ColdStartLane.THROUGH),
            start("exit-hang", 12, Fault.Kind.EXIT_HANG, "exit"),
            start("start-narrow-order", 3, Fault.Kind.START_NARROW_ORDER, 1, ColdStartLane.THROUGH),
            race("error-text", 7, PlantedRace.SHARED_ERROR_TEXT, "error-text", FaultClass.ERROR_ISOLATION),
            race("lost-wake-up", 13, PlantedRace.LOST_WAKE_UP, "wait-to-read", FaultClass.HANG),
            race("narrow-order", 13, PlantedRace.NARROW_ORDER, "wait-to-read", FaultClass.HANG, RARE_PLAYS),
            race("lost-update", 14, PlantedRace.LOST_UPDATE, "two-writers", FaultClass.WRONG_VALUE),
            race("double-return", 14, PlantedRace.DOUBLE_RETURN, "lent-memory", FaultClass.OUT_OF_BOUNDS),
            leak("leak", Fault.Kind.LEAK, null, LOSES),
            leak("leak-array", Fault.Kind.LEAK_ARRAY, null, ""),
            leak("leak-when-refused", Fault.Kind.LEAK_WHEN_REFUSED, "@refused", LOSES),
            leak("leak-of-thread", Fault.Kind.LEAK_OF_THREAD, "@thread", LOSES),
            leak("leak-on-load", Fault.Kind.LEAK_ON_LOAD, "@files", LOSES),
            memory("full-cache", new Fault(Fault.Kind.FULL_CACHE, "*", 0, CACHED, ""), null, "", true),
            locks("lock-order-halves", Fault.Kind.LOCK_ORDER_HALVES, LocksLane.ORDER, FaultClass.LOCK_ORDER, false),
            locks(
                    "lock-order-one-thread",
                    Fault.Kind.LOCK_ORDER_ONE_THREAD,
                    LocksLane.ORDER,
                    FaultClass.LOCK_ORDER,
                    true),
            locks("lock-order-gated", Fault.Kind.LOCK_ORDER_GATED, LocksLane.ORDER, FaultClass.LOCK_ORDER, true),
            locks("lock-held-call", Fault.Kind.LOCK_HELD_CALL, LocksLane.HELD, FaultClass.LOCK_HELD, false),
            locks("lock-held-unwanted", Fault.Kind.LOCK_HELD_UNWANTED, LocksLane.HELD, FaultClass.LOCK_HELD, true));

    /** It strikes one fresh process in eight, each drawn anew. */
    private static StartCanary start(String name, int row, Fault.Kind kind, String oracle) {
        return start(name, row, kind, ONE_IN, oracle);
    }

    /** The same of one process in so many. */
    private static StartCanary start(String name, int row, Fault.Kind kind, long oneIn, String oracle) {
        return new StartCanary(
                name,
                row,
                ColdStartLane.NAME,
                null,
                new Fault(kind, "*", 0, oneIn, "").environment(),
                Fault.none().environment(),
                STARTS,
                oracle,
                FaultClass.HANG,
                "",
                false);
    }

    private static StartCanary race(String name, int row, PlantedRace race, String probe, FaultClass fault) {
        return race(name, row, race, probe, fault, PLAYS);
    }

    private static StartCanary race(
            String name, int row, PlantedRace race, String probe, FaultClass fault, int attempts) {
        return new StartCanary(
                name,
                row,
                ConcurrencyLane.NAME,
                probe,
                race.environment(),
                PlantedRace.NONE.environment(),
                attempts,
                ConcurrencyLane.NAME,
                fault,
                "",
                false);
    }

    private static StartCanary leak(String name, Fault.Kind kind, @Nullable String action, String where) {
        return memory(name, new Fault(kind, "*", 0), action, where, false);
    }

    private static StartCanary memory(
            String name, Fault planted, @Nullable String action, String where, boolean silent) {
        return new StartCanary(
                name,
                14,
                LeaksLane.NAME,
                action,
                planted.environment(),
                Fault.none().environment(),
                1,
                LeaksLane.ORACLE,
                FaultClass.LEAK,
                where,
                silent);
    }

    private static StartCanary locks(String name, Fault.Kind kind, String oracle, FaultClass fault, boolean silent) {
        return new StartCanary(
                name,
                3,
                LocksLane.NAME,
                null,
                new Fault(kind, "*", 0).environment(),
                Fault.none().environment(),
                WATCHED_STARTS,
                oracle,
                fault,
                LOCK,
                silent);
    }

    boolean is(Finding finding) {
        return finding.oracle().equals(oracle)
                && finding.fault() == fault
                && finding.signature().contains(where);
    }

    /** Whether threads disturb each other, for which there is a proxy of its own. */
    boolean race() {
        return lane.equals(ConcurrencyLane.NAME);
    }
}
