/** Benchmarks of a coordinator with workers in other processes, over TLS, with units that do nothing. */
@NullMarked
package dev.vigil.bench.cluster;

import org.jspecify.annotations.NullMarked;
