package dev.vigil.model.finding;

/** How often a replay showed the fault. */
public record Reproduction(int hits, int runs) {}
