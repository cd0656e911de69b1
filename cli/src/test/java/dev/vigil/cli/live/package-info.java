/** The flags of the live page as a user types them. */
@NullMarked
package dev.vigil.cli.live;

import org.jspecify.annotations.NullMarked;
