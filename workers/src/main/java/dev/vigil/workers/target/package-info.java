/** From the name of a build to its files: downloads, archives that are never trusted, and a look at the library before anything loads it. */
@NullMarked
package dev.vigil.workers.target;

import org.jspecify.annotations.NullMarked;
