/** The command line as its users meet it. */
@NullMarked
package dev.vigil.cli;

import org.jspecify.annotations.NullMarked;
