package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

/** The build's random numbers. The seed is global, not of a thread. */
public final class Randomness {
    Randomness() {}

    /** Seeds all generators of all devices. Dear: 1.3 ms on 1.9.1, a hundred small calls. */
    public void seed(int seed) {
        check(ShimEngine.random_seed(seed));
    }

    public void seed(int seed, Device device) {
        check(ShimEngine.random_seed_device(seed, device.type(), device.id()));
    }
}
