/** A named run: build under test, budget, root seed, and what it has done so far. */
@NullMarked
package dev.vigil.model.campaign;

import org.jspecify.annotations.NullMarked;
