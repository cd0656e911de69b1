package dev.vigil.probes.delay;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.probes.attempt.AttemptBooks;
import dev.vigil.probes.watch.DelaySet;
import java.util.Optional;
import java.util.SplittableRandom;

/** Gives the attempts of a unit their delays. One thread. */
public final class Perturbations {
    private static final String WHAT = "delays";

    private final SplittableRandom random;
    private final boolean able;

    private Perturbations(SplittableRandom random, boolean able) {
        this.random = random;
        this.able = able;
    }

    /**
     * Drawn from the unit's seed; none at all, and a note in the books, where the program cannot be delayed.
     */
    public static Perturbations of(long seed, Delayer delayer, AttemptBooks books) {
        Optional<String> obstacle = delayer.obstacle();
        obstacle.ifPresent(why -> books.note("no attempt has delays: " + why));
        return new Perturbations(new SplittableRandom(Seeds.mix(seed, WHAT)), obstacle.isEmpty());
    }

    /** The attempt with the delays that come next. */
    public Case next(Case attempt) {
        Perturbation drawn = Perturbation.next(random);
        return (able ? drawn : Perturbation.NONE).in(attempt);
    }

    /**
     * The attempt that was really run: where delays could not be made it is one without, which the books note.
     *
     * @param asked the attempt as it was to be
     * @param made its delays
     */
    public static Case ran(Case asked, Optional<DelaySet> made, AttemptBooks books) {
        if (made.isPresent()) {
            return asked;
        }
        books.note(Delayer.NOT_MADE);
        return Perturbation.NONE.in(asked);
    }
}
