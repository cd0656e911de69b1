/** A program of ours that loads the build under test, run once under supervision: what is asked for, and how it ended. */
@NullMarked
package dev.vigil.model.program;

import org.jspecify.annotations.NullMarked;
