package dev.vigil.model.unit;

/**
 * How often an oracle said what. {@code verdict} is one of {@code holds}, {@code violated}, {@code inconclusive}.
 *
 * @param dtypes of the inputs, joined by commas; of a probe the cell that it ran in
 */
public record Counter(String subject, String dtypes, String oracle, String verdict, long count) {}
