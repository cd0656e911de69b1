@NullMarked
package dev.vigil.probes.race;

import org.jspecify.annotations.NullMarked;
