/** What tests inside one process cannot be: lanes whose subject is the process itself, from its first call to its exit. */
@NullMarked
package dev.vigil.probes;

import org.jspecify.annotations.NullMarked;
