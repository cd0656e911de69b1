package dev.vigil.reports;

import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a finding's fault needs, in a line for a reader. */
public final class FactorText {
    private FactorText() {}

    /** Empty when nothing was tried and nothing is needed. */
    public static String line(Finding finding) {
        List<String> parts = new ArrayList<>();
        if (!finding.factors().isEmpty()) {
            parts.add("needs " + String.join(", ", finding.factors()));
        }
        add(parts, "does not need ", finding, Factor.Standing.IRRELEVANT);
        add(parts, "not known: ", finding, Factor.Standing.UNKNOWN);
        return String.join("; ", parts);
    }

    private static void add(List<String> parts, String words, Finding finding, Factor.Standing standing) {
        String names = finding.factorTrials().stream()
                .filter(f -> f.standing() == standing)
                .map(Factor::text)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            parts.add(words + names);
        }
    }
}
