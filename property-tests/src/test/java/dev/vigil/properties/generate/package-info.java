/** The generators under test: what they promise of every JVM, and of every call. */
@NullMarked
package dev.vigil.properties.generate;

import org.jspecify.annotations.NullMarked;
