/** Shows a campaign while it runs: a page over HTTP, the same as JSON and events, and metrics. */
@NullMarked
package dev.vigil.coordinator.live;

import org.jspecify.annotations.NullMarked;
