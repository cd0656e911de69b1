/** The build under test, as other rooms speak of it: what was asked for and what it resolved to. */
@NullMarked
package dev.vigil.model.target;

import org.jspecify.annotations.NullMarked;
