package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProofCountsTests {
    private static LaneState.Waiting waiting(String operator, String oracle, String words) {
        return new LaneState.Waiting(operator + "|" + oracle + "|" + words + "|", operator, oracle, false, false);
    }

    /** The first so many of what waits, in the order of their proofs. */
    private static List<LaneState.Waiting> first(int number, List<LaneState.Waiting> waiting) {
        List<LaneState.Waiting> left = new ArrayList<>(waiting);
        List<LaneState.Waiting> order = new ArrayList<>();
        ProofCounts counts = ProofCounts.NONE;
        for (int i = 0; i < number; i++) {
            LaneState.Waiting next = counts.next(left);
            left.remove(next);
            counts = counts.with(next);
            order.add(next);
        }
        return order;
    }

    @Test
    void talkativeOracleLeavesTimeForTheOthers() {
        List<LaneState.Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(waiting("op" + i, "survival", "crash " + i));
        }
        for (int i = 0; i < 4; i++) {
            waiting.add(waiting("op" + i, "graph", "differs " + i));
        }
        Map<String, Integer> served = new TreeMap<>();
        first(12, waiting).forEach(w -> served.merge(w.oracle(), 1, Integer::sum));
        assertEquals(Map.of("graph", 2, "survival", 10), served, "shares go with the square roots of 4 and 100");
    }

    @Test
    void operatorAndCauseWithTheFewestProofsComeFirst() {
        List<LaneState.Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(waiting("bad", "survival", "crash " + i));
            waiting.add(waiting("like" + i, "survival", "the same everywhere"));
        }
        waiting.add(waiting("other", "survival", "crash of its own"));
        Set<String> operators = new HashSet<>();
        first(3, waiting).forEach(w -> operators.add(w.operator()));
        assertEquals(3, operators.size());
        assertTrue(operators.contains("other"), operators::toString);
    }

    @Test
    void amongOraclesThatNothingWasProvenOfTheUnprovenOperatorComesFirst() {
        ProofCounts counts = ProofCounts.NONE.with(waiting("proven", "survival", "crash"));
        List<LaneState.Waiting> waiting =
                List.of(waiting("proven", "graph", "differs"), waiting("other", "scale", "refused"));
        assertEquals("other", counts.next(waiting).operator());
    }

    @Test
    void whatMayExplainTheOthersOfAnOperatorComesFirst() {
        LaneState.Waiting memory = new LaneState.Waiting("op|poison|depends on memory|", "op", "poison", true, false);
        List<LaneState.Waiting> waiting =
                List.of(waiting("op", "graph", "differs"), memory, waiting("op", "reference", "differs"));
        assertEquals(memory, ProofCounts.NONE.next(waiting));
    }

    @Test
    void causeDoesNotHangOnTheNameOfTheOperator() {
        assertEquals(
                waiting("_npi_sum", "survival", "crash in _npi_sumForward").cause(),
                waiting("_npi_prod", "survival", "crash in _npi_prodForward").cause());
    }
}
