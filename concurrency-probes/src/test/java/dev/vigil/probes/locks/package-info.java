@NullMarked
package dev.vigil.probes.locks;

import org.jspecify.annotations.NullMarked;
