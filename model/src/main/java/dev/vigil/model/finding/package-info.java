/** A violated verdict with its seed, build, signature and reproducer, in the published JSON form. */
@NullMarked
package dev.vigil.model.finding;

import org.jspecify.annotations.NullMarked;
