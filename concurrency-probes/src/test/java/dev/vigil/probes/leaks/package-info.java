/** Leaks judged from measures written by hand. */
@NullMarked
package dev.vigil.probes.leaks;

import org.jspecify.annotations.NullMarked;
