/** The process that holds the library, as plain as can be, and the lane host's hold on it: the only code that expects to die. */
@NullMarked
package dev.vigil.properties.executor;

import org.jspecify.annotations.NullMarked;
