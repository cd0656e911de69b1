package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.binding.PlantedRace;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.probes.coldstart.ColdStartLane;
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
        FaultClass fault) {
    private static final long ONE_IN = 8;

    /** Of which three in four are under load: 52 loaded starts miss what strikes one in eight once in a thousand times. */
    private static final int STARTS = 70;

    /** What is planted for a probe shows in nearly every attempt. */
    private static final int PLAYS = 3;

    /** Every one there is. */
    static final List<StartCanary> ALL = List.of(
            start("start-lock-order", 3, Fault.Kind.START_LOCK_ORDER, ColdStartLane.THROUGH),
            start("start-lost-wakeup", 3, Fault.Kind.START_LOST_WAKEUP, ColdStartLane.THROUGH),
            start("exit-hang", 12, Fault.Kind.EXIT_HANG, "exit"),
            race("error-text", 7, PlantedRace.SHARED_ERROR_TEXT, "error-text", FaultClass.ERROR_ISOLATION),
            race("lost-wake-up", 13, PlantedRace.LOST_WAKE_UP, "wait-to-read", FaultClass.HANG),
            race("lost-update", 14, PlantedRace.LOST_UPDATE, "two-writers", FaultClass.WRONG_VALUE),
            race("double-return", 14, PlantedRace.DOUBLE_RETURN, "lent-memory", FaultClass.OUT_OF_BOUNDS));

    /** It strikes one fresh process in eight, each drawn anew. */
    private static StartCanary start(String name, int row, Fault.Kind kind, String oracle) {
        return new StartCanary(
                name,
                row,
                ColdStartLane.NAME,
                null,
                new Fault(kind, "*", 0, ONE_IN, "").environment(),
                Fault.none().environment(),
                STARTS,
                oracle,
                FaultClass.HANG);
    }

    private static StartCanary race(String name, int row, PlantedRace race, String probe, FaultClass fault) {
        return new StartCanary(
                name,
                row,
                ConcurrencyLane.NAME,
                probe,
                race.environment(),
                PlantedRace.NONE.environment(),
                PLAYS,
                ConcurrencyLane.NAME,
                fault);
    }

    /** Whether threads disturb each other, for which there is a proxy of its own. */
    boolean race() {
        return lane.equals(ConcurrencyLane.NAME);
    }
}
