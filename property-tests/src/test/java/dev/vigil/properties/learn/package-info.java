/** What the learner finds out about libraries that exist in these tests alone. */
@NullMarked
package dev.vigil.properties.learn;

import org.jspecify.annotations.NullMarked;
