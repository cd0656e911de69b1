package dev.vigil.store;

import java.util.List;
import java.util.Map;

/** The tables that hold what a store knows, each after those that it refers to. Who leads is no part of that. */
final class Tables {
    static final List<String> ALL = List.of(
            "campaign",
            "unit",
            "result",
            "counter",
            "coverage",
            "mark",
            "rate",
            "knowledge",
            "subject",
            "kept",
            "candidate",
            "finding",
            "sighting",
            "replayed",
            "remark");

    /** Columns that the database counts up. */
    static final Map<String, String> COUNTED = Map.of(
            "campaign", "ordinal",
            "unit", "ordinal",
            "result", "ordinal",
            "candidate", "ordinal",
            "kept", "id",
            "remark", "id");

    private Tables() {}
}
