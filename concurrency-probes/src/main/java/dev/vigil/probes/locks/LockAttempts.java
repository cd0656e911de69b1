package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.probes.coldstart.Cells;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.probes.coldstart.Leave;
import dev.vigil.probes.coldstart.Load;
import dev.vigil.probes.race.ConcurrencyLane;
import dev.vigil.probes.race.RaceCells;
import java.util.List;
import java.util.Objects;

/**
 * Draws attempts: cold starts and concurrency probes in turn, as the lanes draw them that are about these, but without what
 * cannot be watched or does not matter here. One thread.
 */
final class LockAttempts {
    /** Before the names of subjects that are concurrency probes: no operator's begins so. */
    private static final String RACE = "@";

    private final List<String> probes;
    private final int examples;
    private final Cells cells;
    private final RaceCells races;
    private int started;

    /**
     * @param examples calls that the library accepted; may be empty
     * @param probes names of concurrency probes, as subjects; may be empty
     */
    LockAttempts(List<Case> examples, List<String> probes, ProcessSettings settings, long seed) {
        this.examples = examples.size();
        this.probes = List.copyOf(probes);
        this.cells = new Cells(examples, settings, Seeds.mix(seed, ColdStartLane.NAME));
        this.races = new RaceCells(Seeds.mix(seed, RACE), settings.device());
    }

    static boolean isRace(String subject) {
        return subject.startsWith(RACE);
    }

    static String subjectOfRace(String probe) {
        return RACE + probe;
    }

    boolean none() {
        return examples == 0 && probes.isEmpty();
    }

    Case next(int number) {
        int turn = number % (examples + probes.size());
        if (turn < examples) {
            return start();
        }
        String subject = probes.get(turn - examples);
        return as(subject, LocksLane.NAME, races.next(subject.substring(RACE.length())));
    }

    /** Siblings are forked, and tell nothing. */
    private Case start() {
        int number = started++;
        Case drawn = cells.next(number, Load.NONE);
        while (Cells.leave(drawn).equals(Leave.SIBLINGS.text())) {
            drawn = cells.next(number, Load.NONE);
        }
        return as(ColdStartLane.NAME, LocksLane.NAME, drawn);
    }

    private static Case as(String name, String lane, Case attempt) {
        Probe probe = Objects.requireNonNull(attempt.probe());
        return new Case(attempt.settings(), attempt.steps(), new Probe(name, probe.options(), lane));
    }

    /** A case of this lane as one of the lane that it was drawn as. */
    static Case drawn(Case attempt) {
        return isStart(attempt)
                ? as(ColdStartLane.NAME, ColdStartLane.NAME, attempt)
                : as(attempt.operator().substring(RACE.length()), ConcurrencyLane.NAME, attempt);
    }

    static boolean isStart(Case attempt) {
        return !attempt.steps().isEmpty();
    }

    static String subject(Case attempt) {
        return isStart(attempt) ? Cells.first(attempt) : attempt.operator();
    }

    static String cell(Case attempt) {
        return isStart(attempt) ? Cells.cell(attempt) : RaceCells.cell(attempt);
    }
}
