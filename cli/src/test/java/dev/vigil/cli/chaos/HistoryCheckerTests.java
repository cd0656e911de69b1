package dev.vigil.cli.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.chaos.History.Event;
import dev.vigil.cli.chaos.History.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A good history, and what a checker that slept would let pass. */
class HistoryCheckerTests {
    private static final Set<String> FAULTS = Set.of("kill-worker", "cut-one-way");
    private static final int HOSTS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    private static List<Event> good() {
        return List.of(
                Event.ofUnit(Kind.LEASED, 10, "c/1", 1, null, null),
                Event.ofUnit(Kind.ACCEPTED, 20, "c/1", 1, null, null),
                Event.ofHost(Kind.FAULT, 25, 1, "kill-worker", "pid 7 is gone", true),
                Event.ofUnit(Kind.LEASED, 12, "c/2", 1, null, null),
                Event.ofUnit(Kind.LEASED, 40, "c/2", 2, null, null),
                Event.ofUnit(Kind.ACCEPTED, 50, "c/2", 2, null, null),
                Event.ofHost(Kind.FAULT, 60, 0, "cut-one-way", "9 packets dropped", true),
                Event.ofUnit(Kind.LEASED, 61, "c/3", 3, null, null),
                Event.ofUnit(Kind.UNIT, 0, "c/1", 1, "DONE", ""),
                Event.ofUnit(Kind.UNIT, 0, "c/2", 2, "DONE", ""),
                Event.ofUnit(Kind.UNIT, 0, "c/3", 3, "FAILED", "its worker was lost"),
                Event.ofUnit(Kind.RESULT, 0, "c/1", 1, null, null),
                Event.ofUnit(Kind.RESULT, 0, "c/2", 2, null, null),
                Event.ofUnit(Kind.CAMPAIGN, 0, "c", 0, "FINISHED", null),
                Event.ofHost(Kind.LOOKED_THROUGH, 90, 0, "processes", "", true),
                Event.ofHost(Kind.LOOKED_THROUGH, 90, 1, "processes", "", true));
    }

    @Test
    void aGoodHistoryPassesAlsoThroughItsFile() throws Exception {
        History history = new History(work.resolve("history.jsonl"));
        good().forEach(history::add);
        List<Event> read = History.read(work.resolve("history.jsonl"));
        assertEquals(good(), read);
        assertEquals(List.of(), HistoryChecker.judge(read, FAULTS, HOSTS));
    }

    private static Arguments corrupt(String words, Consumer<List<Event>> change) {
        return Arguments.of(words, change);
    }

    static Stream<Arguments> corruptions() {
        return Stream.of(
                corrupt("is done with 0 results", h -> h.removeIf(e -> e.kind() == Kind.RESULT && is(e, "c/1"))),
                corrupt("is done with 2 results", h -> h.add(Event.ofUnit(Kind.RESULT, 0, "c/1", 1, null, null))),
                corrupt(
                        "has the result of attempt 1, and attempt 2 went out last",
                        h -> h.replaceAll(e -> e.kind() == Kind.RESULT && is(e, "c/2")
                                ? Event.ofUnit(Kind.RESULT, 0, "c/2", 1, null, null)
                                : e)),
                corrupt(
                        "which nobody leased",
                        h -> h.removeIf(e -> e.kind() == Kind.LEASED && is(e, "c/2") && e.attempt() == 2)),
                corrupt(
                        "went out again after its result was accepted",
                        h -> h.add(Event.ofUnit(Kind.LEASED, 70, "c/1", 2, null, null))),
                corrupt("was accepted of attempts", h -> h.add(Event.ofUnit(Kind.ACCEPTED, 55, "c/2", 1, null, null))),
                corrupt(
                        "the accepted result of c/9 is lost",
                        h -> h.add(Event.ofUnit(Kind.ACCEPTED, 55, "c/9", 1, null, null))),
                corrupt(
                        "went out as attempt 1 after attempt 2",
                        h -> h.add(Event.ofUnit(Kind.LEASED, 45, "c/2", 1, null, null))),
                corrupt("was left LEASED", h -> h.add(Event.ofUnit(Kind.UNIT, 0, "c/4", 1, "LEASED", ""))),
                corrupt("nobody says why", h -> h.add(Event.ofUnit(Kind.UNIT, 0, "c/4", 3, "FAILED", " "))),
                corrupt("which was never planned", h -> h.add(Event.ofUnit(Kind.RESULT, 0, "c/8", 1, null, null))),
                corrupt(
                        "left behind on host 1",
                        h -> h.add(Event.ofHost(Kind.ORPHAN, 91, 1, "java ExecutorMain", "", true))),
                corrupt(
                        "nobody looked for processes left on host 1",
                        h -> h.removeIf(e -> e.kind() == Kind.LOOKED_THROUGH && e.host() == 1)),
                corrupt(
                        "fault cut-one-way had no effect",
                        h -> h.replaceAll(e -> "cut-one-way".equals(e.what())
                                ? Event.ofHost(Kind.FAULT, 60, 0, "cut-one-way", "0 packets dropped", false)
                                : e)),
                corrupt(
                        "the campaign is INTERRUPTED",
                        h -> h.replaceAll(e -> e.kind() == Kind.CAMPAIGN
                                ? Event.ofUnit(Kind.CAMPAIGN, 0, "c", 0, "INTERRUPTED", null)
                                : e)));
    }

    private static boolean is(Event event, String unit) {
        return unit.equals(event.unit());
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void aCorruptedHistoryIsRejectedForWhatIsWrongWithIt(String words, Consumer<List<Event>> change) {
        List<Event> history = new ArrayList<>(good());
        change.accept(history);
        List<String> wrong = HistoryChecker.judge(history, FAULTS, HOSTS);
        assertTrue(wrong.stream().anyMatch(line -> line.contains(words)), () -> "it said " + wrong);
    }
}
