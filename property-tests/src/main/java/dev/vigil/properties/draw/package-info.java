/** The only package that knows jqwik: every random choice of a case comes from here. */
@NullMarked
package dev.vigil.properties.draw;

import org.jspecify.annotations.NullMarked;
