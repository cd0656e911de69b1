/** Tests of the slots and of the lane hosts in them. */
@NullMarked
package dev.vigil.workers.slot;

import org.jspecify.annotations.NullMarked;
