/** Faults planted on purpose, each in a short campaign of its own, to see which of them Vigil finds. */
@NullMarked
package dev.vigil.cli.canary;

import org.jspecify.annotations.NullMarked;
