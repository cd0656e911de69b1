/** Keeps campaigns, units, results and findings in SQL, so that whatever dies, nothing that was accepted is lost. */
@NullMarked
package dev.vigil.store;

import org.jspecify.annotations.NullMarked;
