/** Tests against real libraries; one process, one library, so one class, one JVM. */
@NullMarked
package dev.vigil.binding;

import org.jspecify.annotations.NullMarked;
