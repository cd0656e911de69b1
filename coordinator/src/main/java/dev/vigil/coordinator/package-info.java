/** Plans a campaign in rounds, leases its units to workers, and turns proofs into findings. */
@NullMarked
package dev.vigil.coordinator;

import org.jspecify.annotations.NullMarked;
