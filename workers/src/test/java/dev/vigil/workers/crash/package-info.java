/** Tests of reading what is left of processes, on texts. */
@NullMarked
package dev.vigil.workers.crash;

import org.jspecify.annotations.NullMarked;
