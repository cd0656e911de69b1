/** What grows while one thing is done over and over: memory by the stack that took it, and the process's own measures. */
@NullMarked
package dev.vigil.probes.leaks;

import org.jspecify.annotations.NullMarked;
