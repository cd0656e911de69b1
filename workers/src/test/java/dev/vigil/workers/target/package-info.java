/** Targets made on the spot, good and bad. */
@NullMarked
package dev.vigil.workers.target;

import org.jspecify.annotations.NullMarked;
