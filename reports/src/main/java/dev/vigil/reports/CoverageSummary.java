package dev.vigil.reports;

import dev.vigil.model.unit.Subject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How far a campaign came, as the figures that a run prints. Shares are between 0 and 1; of nothing they are 0.
 *
 * @param forward operators that get cases of their own
 * @param reached those of them with at least one valid call
 * @param covered those of them with {@link #DISTINCT_CALLS} distinct valid calls, or none left to find
 * @param exhausted those of the covered ones that count because none is left to find
 * @param excluded operators that are never called
 * @param others aliases and gradients, reached through others
 * @param valuesDeclared enum values, and one value other than the default for each other attribute
 * @param valuesReached those of them that a valid call had
 */
public record CoverageSummary(
        long forward,
        long reached,
        long covered,
        long exhausted,
        long excluded,
        long others,
        long meantValid,
        long valid,
        long hostile,
        long valuesDeclared,
        long valuesReached) {
    /** Distinct valid calls that an operator needs to count as covered. */
    public static final int DISTINCT_CALLS = 20;

    private static final String MARK = "attr:";

    public static CoverageSummary of(List<OperatorCoverage> operators) {
        long reached = 0;
        long covered = 0;
        long exhausted = 0;
        long meantValid = 0;
        long valid = 0;
        long hostile = 0;
        long declared = 0;
        long values = 0;
        List<OperatorCoverage> forward =
                operators.stream().filter(o -> o.kind() == Subject.Kind.DIRECT).toList();
        for (OperatorCoverage operator : forward) {
            boolean enough = operator.distinct() >= DISTINCT_CALLS;
            // An operator that never took a call has no space that could be exhausted.
            boolean done = operator.exhausted() && operator.distinct() > 0;
            reached += operator.distinct() > 0 ? 1 : 0;
            covered += enough || done ? 1 : 0;
            exhausted += done && !enough ? 1 : 0;
            meantValid += operator.meantValid();
            valid += operator.valid();
            hostile += operator.hostile();
            Map<String, Set<String>> seen = seen(operator.reached());
            for (OperatorCoverage.Declared attribute : operator.declared()) {
                declared += Math.max(1, attribute.values().size());
                values += reached(attribute, seen.getOrDefault(attribute.attribute(), Set.of()));
            }
        }
        return new CoverageSummary(
                forward.size(),
                reached,
                covered,
                exhausted,
                count(operators, Subject.Kind.EXCLUDED),
                count(operators, Subject.Kind.ALIAS) + count(operators, Subject.Kind.GRADIENT),
                meantValid,
                valid,
                hostile,
                declared,
                values);
    }

    /** Share of the forward operators that are covered. */
    public double coveredShare() {
        return share(covered, forward);
    }

    /** Share of the calls meant to be valid that were. */
    public double validShare() {
        return share(valid, meantValid);
    }

    /** Share of the operators that could have cases of their own and are never called. */
    public double excludedShare() {
        return share(excluded, forward + excluded);
    }

    /** Share of the declared values that a valid call had. */
    public double valuesShare() {
        return share(valuesReached, valuesDeclared);
    }

    private static long count(List<OperatorCoverage> operators, Subject.Kind kind) {
        return operators.stream().filter(o -> o.kind() == kind).count();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0.0 : (double) part / whole;
    }

    private static Map<String, Set<String>> seen(List<String> marks) {
        Map<String, Set<String>> seen = new HashMap<>();
        for (String mark : marks) {
            String text = mark.startsWith(MARK) ? mark.substring(MARK.length()) : mark;
            int equals = text.indexOf('=');
            if (equals > 0) {
                seen.computeIfAbsent(text.substring(0, equals), k -> new HashSet<>())
                        .add(canonical(text.substring(equals + 1)));
            }
        }
        return seen;
    }

    private static long reached(OperatorCoverage.Declared attribute, Set<String> seen) {
        if (!attribute.values().isEmpty()) {
            return attribute.values().stream()
                    .filter(v -> seen.contains(canonical(v)))
                    .count();
        }
        String initial = attribute.initial() == null ? null : canonical(attribute.initial());
        return seen.stream().anyMatch(v -> !v.equals(initial)) ? 1 : 0;
    }

    /** The library takes and prints booleans in several spellings, and enum values with or without quotes. */
    private static String canonical(String value) {
        String bare = value.strip().replaceAll("^'(.*)'$", "$1");
        return switch (bare.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> "1";
            case "false", "0" -> "0";
            default -> bare;
        };
    }
}
