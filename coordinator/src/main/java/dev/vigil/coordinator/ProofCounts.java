package dev.vigil.coordinator;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Proofs planned so far, and which candidate comes next. There are often more candidates than proofs that time suffices
 * for, so neither one bad operator nor one talkative oracle may take them all: each oracle's share goes with the square
 * root of what it has, and among equals the operator and the cause with the fewest proofs come first, and of those what
 * explains the others. Immutable.
 */
record ProofCounts(
        SortedMap<String, Integer> byOperator,
        SortedMap<String, Integer> byOracle,
        SortedMap<String, Integer> byCause) {

    static final ProofCounts NONE = new ProofCounts(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    ProofCounts {
        byOperator = Collections.unmodifiableSortedMap(new TreeMap<>(byOperator));
        byOracle = Collections.unmodifiableSortedMap(new TreeMap<>(byOracle));
        byCause = Collections.unmodifiableSortedMap(new TreeMap<>(byCause));
    }

    ProofCounts with(LaneState.Waiting planned) {
        return new ProofCounts(
                more(byOperator, planned.operator()), more(byOracle, planned.oracle()), more(byCause, planned.cause()));
    }

    /** Operators that a proof was planned for. */
    Set<String> operators() {
        return byOperator.keySet();
    }

    /** @param waiting not empty, in the order in which they came */
    LaneState.Waiting next(List<LaneState.Waiting> waiting) {
        Map<String, Integer> queued = new HashMap<>();
        waiting.forEach(w -> queued.merge(w.oracle(), 1, Integer::sum));
        return Collections.min(
                waiting,
                Comparator.comparingDouble((LaneState.Waiting w) -> served(w.oracle(), queued))
                        .thenComparingInt(w -> proofs(w) + byCause.getOrDefault(w.cause(), 0))
                        .thenComparingInt(this::proofs)
                        .thenComparing(w -> !w.explains()));
    }

    private int proofs(LaneState.Waiting candidate) {
        return byOperator.getOrDefault(candidate.operator(), 0);
    }

    private double served(String oracle, Map<String, Integer> queued) {
        int planned = byOracle.getOrDefault(oracle, 0);
        return planned / Math.sqrt(planned + queued.getOrDefault(oracle, 0));
    }

    private static SortedMap<String, Integer> more(SortedMap<String, Integer> counts, String key) {
        TreeMap<String, Integer> more = new TreeMap<>(counts);
        more.merge(key, 1, Integer::sum);
        return more;
    }
}
