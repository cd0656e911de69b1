/** What the tests of all lanes of probes pretend. */
@NullMarked
package dev.vigil.probes.attempt;

import org.jspecify.annotations.NullMarked;
