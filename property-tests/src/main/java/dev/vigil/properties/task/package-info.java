/** What lane host and executor of this lane say to each other, and the interface of an oracle that both sides ask. */
@NullMarked
package dev.vigil.properties.task;

import org.jspecify.annotations.NullMarked;
