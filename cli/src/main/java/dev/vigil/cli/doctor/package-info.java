/** What this machine has and lacks, and what each thing is needed for. */
@NullMarked
package dev.vigil.cli.doctor;

import org.jspecify.annotations.NullMarked;
