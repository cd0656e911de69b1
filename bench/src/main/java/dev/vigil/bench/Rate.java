package dev.vigil.bench;

/**
 * Cases per second.
 *
 * @param wall by the clock
 * @param processor by processor time of all processes involved: per second and core, whatever else the machine does
 */
record Rate(double wall, double processor) {
    static final Rate NONE = new Rate(0, 0);

    Rate plus(Rate other) {
        return new Rate(wall + other.wall, processor + other.processor);
    }
}
