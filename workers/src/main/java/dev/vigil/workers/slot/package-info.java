/** One lane host and its executors, running one unit at a time: what a crash, a hang or a kill costs ends here. */
@NullMarked
package dev.vigil.workers.slot;

import org.jspecify.annotations.NullMarked;
