/** Makes calls: draws through jqwik, pools of attribute values, mutations that keep a call valid and hostile ones. */
@NullMarked
package dev.vigil.properties.generate;

import org.jspecify.annotations.NullMarked;
