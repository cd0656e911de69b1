/** The explicit, replayable input: process settings, steps, arrays and the pure fills that give them values. */
@NullMarked
package dev.vigil.model.call;

import org.jspecify.annotations.NullMarked;
