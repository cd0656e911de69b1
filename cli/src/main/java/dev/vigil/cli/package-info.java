/** Every verb of the command line; the only room with a main method, and the only place that wires rooms together. */
@NullMarked
package dev.vigil.cli;

import org.jspecify.annotations.NullMarked;
