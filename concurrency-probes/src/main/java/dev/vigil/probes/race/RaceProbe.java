package dev.vigil.probes.race;

import java.util.List;

/**
 * A probe and its table.
 *
 * @param name unique
 * @param function the C function that an answer is about
 * @param question one sentence
 */
public record RaceProbe(String name, String function, String question, List<Row> rows) {

    /**
     * One outcome.
     *
     * @param grade under engines that put in order what several threads do to one array
     * @param naive under the naive engine, which does not
     * @param meaning one sentence
     */
    public record Row(Grade grade, Grade naive, String name, String meaning) {}

    public RaceProbe {
        rows = List.copyOf(rows);
    }
}
