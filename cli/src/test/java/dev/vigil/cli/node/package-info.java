/** Tests of nodes: what they make of hostile bytes and of strangers. */
@NullMarked
package dev.vigil.cli.node;

import org.jspecify.annotations.NullMarked;
