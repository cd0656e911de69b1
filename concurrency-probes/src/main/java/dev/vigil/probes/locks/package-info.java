/**
 * In what order threads take locks, and what they do while they hold them: told by processes that are watched from within,
 * and judged over all of them together, whatever unit or machine they ran in.
 */
@NullMarked
package dev.vigil.probes.locks;

import org.jspecify.annotations.NullMarked;
