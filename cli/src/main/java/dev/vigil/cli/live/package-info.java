/** The flags of the live page, the same for every verb that has one, and what only this room can tell it. */
@NullMarked
package dev.vigil.cli.live;

import org.jspecify.annotations.NullMarked;
