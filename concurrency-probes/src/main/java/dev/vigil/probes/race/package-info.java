/**
 * Concurrency probes: several threads put one question to a build through its C functions, over and over, and what they
 * see is counted against a table of outcomes. The threads are those of a program without a JVM; here are its answers.
 */
@NullMarked
package dev.vigil.probes.race;

import org.jspecify.annotations.NullMarked;
