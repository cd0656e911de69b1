/** How records cross a process or machine boundary: one declared format, and the messages of the local channels. */
@NullMarked
package dev.vigil.model.wire;

import org.jspecify.annotations.NullMarked;
