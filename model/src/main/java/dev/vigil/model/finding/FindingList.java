package dev.vigil.model.finding;

import java.util.List;

/** The object in {@code findings.json}: {@code vigil.findings/1}. */
public record FindingList(String schema, List<Finding> findings) {
    public static final String SCHEMA = "vigil.findings/1";

    public FindingList {
        findings = List.copyOf(findings);
    }

    public static FindingList of(List<Finding> findings) {
        return new FindingList(SCHEMA, findings);
    }
}
