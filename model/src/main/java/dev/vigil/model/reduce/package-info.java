/** Making lists of whatever shows a fault shorter; what is in them, and how a proposal is tried, is the caller's. */
@NullMarked
package dev.vigil.model.reduce;

import org.jspecify.annotations.NullMarked;
