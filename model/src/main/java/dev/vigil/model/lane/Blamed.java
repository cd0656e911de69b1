package dev.vigil.model.lane;

/** What may have kept a unit from its end. */
public enum Blamed {
    /** It had begun, and others might end as it did. */
    UNIT,
    /** The build under test does not load, which its user can mend and we cannot. */
    TARGET,
    /** Something is wrong with the worker or its machine, such as a full disk; others may run the unit. */
    WORKER
}
