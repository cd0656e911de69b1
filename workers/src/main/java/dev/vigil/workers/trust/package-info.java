/** Whom a worker believes: certificates by its cluster's CA, their roles, and warrants for what it runs. */
@NullMarked
package dev.vigil.workers.trust;

import org.jspecify.annotations.NullMarked;
