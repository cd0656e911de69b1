/** The command line as its users meet it. */
@NullMarked
package dev.vigil.cli.preset;

import org.jspecify.annotations.NullMarked;
