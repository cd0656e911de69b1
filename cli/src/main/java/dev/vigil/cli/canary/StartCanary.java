package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import java.util.List;

/**
 * A fault of starts or exits to plant: it strikes one fresh process in eight, each drawn anew.
 *
 * @param oracle that must see it
 */
record StartCanary(String name, int row, Fault.Kind kind, String oracle) {
    private static final long ONE_IN = 8;

    /** Every one there is. */
    static final List<StartCanary> ALL = List.of(
            new StartCanary("start-lock-order", 1, Fault.Kind.START_LOCK_ORDER, "coldstart"),
            new StartCanary("start-lost-wakeup", 1, Fault.Kind.START_LOST_WAKEUP, "coldstart"),
            new StartCanary("exit-hang", 8, Fault.Kind.EXIT_HANG, "exit"));

    Fault fault() {
        return new Fault(kind, "*", 0, ONE_IN, "");
    }
}
