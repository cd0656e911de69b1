/** Tests that others wrote, run one by one in fresh processes against the build under test, and judged by how they end. */
@NullMarked
package dev.vigil.probes.suites;

import org.jspecify.annotations.NullMarked;
