package dev.vigil.probes.race;

import dev.vigil.model.verdict.FaultClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run of the race program said, as far as it came.
 *
 * @param operators the operators that it played with; empty when it ended before it knew
 * @param counts the outcomes of each probe that was played, those that were not seen among them; a process that stalled says
 *     them early, one that dies never does
 * @param rounds that were played
 * @param stalls one line each time a thread had stood still; what follows one says whether it went on
 * @param skipped one line for each probe that this build has no functions for
 * @param ended whether it came to its end
 */
public record RaceReport(
        String operators, List<Count> counts, long rounds, List<String> stalls, List<String> skipped, boolean ended) {

    /**
     * How often an outcome was seen.
     *
     * @param grade under the engine of the run
     * @param fault class of an outcome that is forbidden under any engine, and {@link FaultClass#OTHER} of any other
     * @param first what was seen the first time; may be empty
     */
    public record Count(
            String probe,
            String function,
            Grade grade,
            FaultClass fault,
            String outcome,
            long times,
            String meaning,
            String first) {
        public boolean seen() {
            return times > 0;
        }
    }

    public RaceReport {
        counts = List.copyOf(counts);
        stalls = List.copyOf(stalls);
        skipped = List.copyOf(skipped);
    }

    /** The outcomes of one grade that were seen. */
    public Stream<Count> seen(Grade grade) {
        return counts.stream().filter(Count::seen).filter(count -> count.grade() == grade);
    }

    /**
     * Reads what the program wrote. A last line that is not whole is left out, since a process may die while it writes.
     *
     * @throws IllegalArgumentException when the text is not that of our program
     */
    public static RaceReport parse(String text) {
        Reader reader = new Reader();
        lines(text).forEach(reader::read);
        return reader.report();
    }

    /** Reads the tables of all probes, as the program lists them. */
    public static List<RaceProbe> parseList(String text) {
        List<RaceProbe> probes = new ArrayList<>();
        List<RaceProbe.Row> rows = new ArrayList<>();
        Optional<List<String>> open = Optional.empty();
        for (List<String> line : lines(text).toList()) {
            if (line.get(1).equals("probe")) {
                open.ifPresent(head -> probes.add(new RaceProbe(head.get(2), head.get(3), head.get(4), rows)));
                rows.clear();
                open = Optional.of(line);
            } else if (line.get(1).equals("row")) {
                rows.add(new RaceProbe.Row(Grade.of(line.get(2)), Grade.of(line.get(3)), line.get(5), line.get(6)));
            }
        }
        open.ifPresent(head -> probes.add(new RaceProbe(head.get(2), head.get(3), head.get(4), rows)));
        return List.copyOf(probes);
    }

    private static Stream<List<String>> lines(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("race\t"))
                .map(line -> List.of(line.split("\t", -1)));
    }

    private static FaultClass fault(String word) {
        return word.isEmpty() ? FaultClass.OTHER : FaultClass.of(word);
    }

    /** Takes the lines one by one. A table that comes again replaces the one before. */
    private static final class Reader {
        private String operators = "";
        private final List<Count> counts = new ArrayList<>();
        private long rounds;
        private final List<String> stalls = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private boolean ended;
        private List<String> probe = List.of();

        private void read(List<String> line) {
            switch (line.get(1)) {
                case "start", "left", "row" -> {}
                case "operators" -> operators = line.get(2);
                case "probe" -> {
                    probe = line;
                    counts.removeIf(count -> count.probe().equals(line.get(2)));
                }
                case "outcome" ->
                    counts.add(new Count(
                            probe.get(2),
                            probe.get(3),
                            Grade.of(line.get(2)),
                            fault(line.get(3)),
                            line.get(4),
                            Long.parseLong(line.get(5)),
                            line.get(6),
                            line.get(7)));
                case "rounds" -> rounds = Long.parseLong(line.get(2));
                case "stall" -> stalls.add(line.get(2) + ": " + line.get(3));
                case "skipped" -> skipped.add(line.get(2) + ": the build has no " + line.get(3));
                case "end" -> ended = true;
                default -> throw new IllegalArgumentException("not of our program: " + line);
            }
        }

        private RaceReport report() {
            return new RaceReport(operators, counts, rounds, stalls, skipped, ended);
        }
    }
}
