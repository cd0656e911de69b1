/** What the store holds of a campaign, gathered for reports: the room of reports knows no store, and the store no reports. */
@NullMarked
package dev.vigil.cli.report;

import org.jspecify.annotations.NullMarked;
