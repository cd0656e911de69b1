@NullMarked
package dev.vigil.probes.watch;

import org.jspecify.annotations.NullMarked;
