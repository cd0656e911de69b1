/** What is planted, and what is made of the runs, without any run. */
@NullMarked
package dev.vigil.cli.canary;

import org.jspecify.annotations.NullMarked;
