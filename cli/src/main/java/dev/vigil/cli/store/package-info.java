/** The verbs that look after a store as such: what is in it, copies of it, and what of it is old. */
@NullMarked
package dev.vigil.cli.store;

import org.jspecify.annotations.NullMarked;
