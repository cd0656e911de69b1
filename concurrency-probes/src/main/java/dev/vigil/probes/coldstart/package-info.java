/** Starts and exits of fresh processes: cells of calls, settings, load and ways to leave, each tried until its rate is known. */
@NullMarked
package dev.vigil.probes.coldstart;

import org.jspecify.annotations.NullMarked;
