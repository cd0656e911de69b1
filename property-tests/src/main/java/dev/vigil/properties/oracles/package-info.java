/** The pure judges of observations; none of them knows an operator by name. */
@NullMarked
package dev.vigil.properties.oracles;

import org.jspecify.annotations.NullMarked;
