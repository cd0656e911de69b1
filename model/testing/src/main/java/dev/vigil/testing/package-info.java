/** What the tests of all rooms share: what becomes of a test whose outside program is absent, and a server that some need. On no class path of the product. */
@NullMarked
package dev.vigil.testing;

import org.jspecify.annotations.NullMarked;
