/** The cluster's own CA, what it issues for nodes, and what a node signs with it; the only place that knows BouncyCastle. */
@NullMarked
package dev.vigil.cli.certs;

import org.jspecify.annotations.NullMarked;
