/** What a dead or hung process left behind, read into one end: kept apart so that it can be tested from captured texts. */
@NullMarked
package dev.vigil.workers.crash;

import org.jspecify.annotations.NullMarked;
