/** Makes a failing case smaller, and a list of cases that must run first shorter, by asking again and again whether it still fails. */
@NullMarked
package dev.vigil.properties.shrink;

import org.jspecify.annotations.NullMarked;
