/** The smallest thing leased, run and judged, and what comes back from it. */
@NullMarked
package dev.vigil.model.unit;

import org.jspecify.annotations.NullMarked;
