/** Tests of others, judged by what their programs leave, without running any. */
@NullMarked
package dev.vigil.probes.suites;

import org.jspecify.annotations.NullMarked;
