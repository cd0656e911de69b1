/** The shrinker on random cases whose answer is known, with no process and no library. */
@NullMarked
package dev.vigil.properties.shrink;

import org.jspecify.annotations.NullMarked;
