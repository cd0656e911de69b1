/** One campaign from its settings to its report: wires store, coordinator and workers in this JVM and watches them. */
@NullMarked
package dev.vigil.cli.run;

import org.jspecify.annotations.NullMarked;
