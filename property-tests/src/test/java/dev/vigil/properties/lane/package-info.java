/** The properties lane over hand-written runners, with no process and no library. */
@NullMarked
package dev.vigil.properties.lane;

import org.jspecify.annotations.NullMarked;
