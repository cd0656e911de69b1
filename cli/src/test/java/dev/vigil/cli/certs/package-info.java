/** Certificates and warrants, and whoever has the wrong ones. */
@NullMarked
package dev.vigil.cli.certs;

import org.jspecify.annotations.NullMarked;
