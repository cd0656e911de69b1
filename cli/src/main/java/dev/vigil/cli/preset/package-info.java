/** Campaign files: HOCON read, checked key by key, and joined with what the command line says. */
@NullMarked
package dev.vigil.cli.preset;

import org.jspecify.annotations.NullMarked;
