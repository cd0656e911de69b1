/** Tests of what ends processes. */
@NullMarked
package dev.vigil.workers.process;

import org.jspecify.annotations.NullMarked;
