/**
 * What {@code libvigil_watch} wrote, judged: orders of locks that can deadlock, locks that are held through blocking calls, what grew on the
 * heap, where the threads of a hung process stand, and which delays a fault needs. Reads files and text; starts nothing. The form of
 * the files is in docs/watch.md.
 */
@NullMarked
package dev.vigil.probes.watch;

import org.jspecify.annotations.NullMarked;
