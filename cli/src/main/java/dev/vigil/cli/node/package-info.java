/** Nodes of a cluster: coordinators that stand in for each other, and workers that turn to whichever of them leads. */
@NullMarked
package dev.vigil.cli.node;

import org.jspecify.annotations.NullMarked;
