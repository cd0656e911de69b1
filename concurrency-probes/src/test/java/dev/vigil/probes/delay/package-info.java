/** Delays of attempts, and proofs of faults that need some. */
@NullMarked
package dev.vigil.probes.delay;

import org.jspecify.annotations.NullMarked;
