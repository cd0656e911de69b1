package dev.vigil.model.unit;

/**
 * A worker's right to one unit until a deadline.
 *
 * @param attempt counts from 1; the fencing token that a result must carry
 * @param deadlineMs milliseconds since 1970, UTC, by the store's clock
 */
public record Lease(WorkUnit unit, int attempt, long deadlineMs) {}
