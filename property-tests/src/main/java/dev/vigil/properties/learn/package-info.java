/** Finds out how an operator is called, from inference, error texts and trials. */
@NullMarked
package dev.vigil.properties.learn;

import org.jspecify.annotations.NullMarked;
