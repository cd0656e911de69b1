/** Child processes under our launcher, and the supervision of executors: so that none outlives us or its limits. */
@NullMarked
package dev.vigil.workers.process;

import org.jspecify.annotations.NullMarked;
