package dev.vigil.store;

/**
 * How busy a store is, for whoever must not ask more of it than it can do.
 *
 * @param meanMs of the last {@value LoadMeter#KEPT} transactions, without the time that their callers waited
 * @param maxMs the longest of them, or of the one that runs now
 * @param waiting callers that wait for their turn now; at most {@value Database#WAITING_MAX}
 * @param transactions since the store was opened, failed ones included
 */
public record Load(double meanMs, double maxMs, int waiting, long transactions) {}
