/** The real child processes, dying in every way that the product has to live with. */
@NullMarked
package dev.vigil.cli.child;

import org.jspecify.annotations.NullMarked;
