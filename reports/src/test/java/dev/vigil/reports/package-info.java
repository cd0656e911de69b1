/** Rendered text is compared with files that are reviewed like code. */
@NullMarked
package dev.vigil.reports;

import org.jspecify.annotations.NullMarked;
