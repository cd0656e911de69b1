/** The mains of the child processes, and where their class paths are: what the worker starts and no user types. */
@NullMarked
package dev.vigil.cli.child;

import org.jspecify.annotations.NullMarked;
