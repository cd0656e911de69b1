/** What happened, as facts: outputs, errors, the end of a process. Oracles read only this. */
@NullMarked
package dev.vigil.model.observation;

import org.jspecify.annotations.NullMarked;
