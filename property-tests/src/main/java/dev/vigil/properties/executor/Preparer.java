package dev.vigil.properties.executor;

import dev.vigil.model.call.Case;

/** Makes cases ready to run in this process. */
@FunctionalInterface
interface Preparer {
    /** @param scratch gives the memory for the inputs and is the caller's to reset after the case is closed */
    PreparedCase prepare(Case call, Scratch scratch);
}
