/** Lanes that measure from inside a lane host; on the class path of the lane hosts that benchmarks start, and of no others. */
@NullMarked
package dev.vigil.bench.lane;

import org.jspecify.annotations.NullMarked;
