/** What an operator takes, as its own registry says and as it was learned, without a hand-written list. */
@NullMarked
package dev.vigil.properties.operators;

import org.jspecify.annotations.NullMarked;
