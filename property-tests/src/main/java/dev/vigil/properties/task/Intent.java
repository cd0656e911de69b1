package dev.vigil.properties.task;

/** What the generator meant a case to be. */
public enum Intent {
    /** The library should accept it. */
    VALID,
    /** It should be refused with an error that a user can act on; accepting it may be right as well. */
    HOSTILE,
    /** A question of the learner; judged, but not counted among the calls meant to be valid. */
    PROBE
}
