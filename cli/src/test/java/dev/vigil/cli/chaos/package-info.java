/** A cluster of several hosts on one machine, somebody who breaks it, and somebody who judges what came of it. */
@NullMarked
package dev.vigil.cli.chaos;

import org.jspecify.annotations.NullMarked;
