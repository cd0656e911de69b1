/** Benchmarks through the real chain of processes, each against a stated reference or bound; what a person types is {@code bench/run}. */
@NullMarked
package dev.vigil.bench;

import org.jspecify.annotations.NullMarked;
