/** What lanes have in common whose cases are attempts: a program run once, judged by how it ended and what it left. */
@NullMarked
package dev.vigil.probes.attempt;

import org.jspecify.annotations.NullMarked;
