@NullMarked
package dev.vigil.properties.oracles;

import org.jspecify.annotations.NullMarked;
