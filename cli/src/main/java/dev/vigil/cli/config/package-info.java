/** Reads files of settings in HOCON, so that every mistake in one is told by its line. */
@NullMarked
package dev.vigil.cli.config;

import org.jspecify.annotations.NullMarked;
