/** Holds, violated or inconclusive: what an oracle says of an observation. */
@NullMarked
package dev.vigil.model.verdict;

import org.jspecify.annotations.NullMarked;
