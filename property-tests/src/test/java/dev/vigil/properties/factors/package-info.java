/** Tests of the search for factors, against faults whose needs are known. */
@NullMarked
package dev.vigil.properties.factors;

import org.jspecify.annotations.NullMarked;
