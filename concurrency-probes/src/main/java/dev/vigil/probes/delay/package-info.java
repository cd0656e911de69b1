/**
 * Attempts whose threads are delayed from within, by the library that watches: which delays an attempt asks for, how a program is started with
 * them, and the proof of a fault that was seen with some.
 */
@NullMarked
package dev.vigil.probes.delay;

import org.jspecify.annotations.NullMarked;
