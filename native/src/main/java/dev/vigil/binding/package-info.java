/**
 * Speaks to one native MXNet build, of the 1.x or the 2.x C interface, without generated bindings: the only
 * place that knows handles, result codes and the loader. A process holds at most one build, see
 * {@link dev.vigil.binding.MxLibrary}; everything else is reached from it.
 */
@NullMarked
package dev.vigil.binding;

import org.jspecify.annotations.NullMarked;
