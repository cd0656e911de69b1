/** A finding in forms that run elsewhere: for an issue of the library, and as a test of this repository. */
@NullMarked
package dev.vigil.reports.export;

import org.jspecify.annotations.NullMarked;
