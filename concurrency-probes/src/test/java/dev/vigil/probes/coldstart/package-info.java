/** Tests of starts and exits, without processes. */
@NullMarked
package dev.vigil.probes.coldstart;

import org.jspecify.annotations.NullMarked;
