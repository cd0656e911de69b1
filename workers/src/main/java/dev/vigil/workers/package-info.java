/** The worker: takes leases from the coordinator and has its slots run them. */
@NullMarked
package dev.vigil.workers;

import org.jspecify.annotations.NullMarked;
