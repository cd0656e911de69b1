/** Executors and their clients under test, with real child processes where a death is the subject. */
@NullMarked
package dev.vigil.properties.executor;

import org.jspecify.annotations.NullMarked;
