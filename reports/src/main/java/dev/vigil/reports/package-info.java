/** What people and tools read of a campaign: ledger, findings file, terminal summary, tables; nothing here runs a case. */
@NullMarked
package dev.vigil.reports;

import org.jspecify.annotations.NullMarked;
