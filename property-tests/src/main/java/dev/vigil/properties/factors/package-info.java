/** Which factors of a proven case its fault needs: each is replaced by other values, and the case tried again. */
@NullMarked
package dev.vigil.properties.factors;

import org.jspecify.annotations.NullMarked;
