/** The command line as its users meet it. */
@NullMarked
package dev.vigil.cli.run;

import org.jspecify.annotations.NullMarked;
