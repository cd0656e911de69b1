/** What a worker can do, and what work asks of one. */
@NullMarked
package dev.vigil.model.worker;

import org.jspecify.annotations.NullMarked;
