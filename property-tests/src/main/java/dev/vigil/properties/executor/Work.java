package dev.vigil.properties.executor;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One task on its way through executors, some of which may die of it. One thread. */
final class Work {
    private static final int DEATHS_MAX = 2;
    private static final int KILLS_MAX = 3;

    private final Task task;
    private final Panel panel;
    private final OutcomeBuilder outcome;
    private int deaths;
    private int kills;

    /** A range of the task's variants that some executor is yet to take. */
    record Piece(Work work, Task range) {}

    Work(Oracles oracles, Task task) {
        this.task = task;
        panel = new Panel(oracles, task);
        outcome = new OutcomeBuilder(task, panel);
    }

    Piece whole() {
        return new Piece(this, task);
    }

    void answered(Outcome part) {
        outcome.merge(part);
    }

    void failed(Task range, String fault) {
        outcome.addUnrun(range.count(), "fault of ours: " + fault);
    }

    /** Executors that were to take this range ended before they had begun it. */
    void givenUp(Task range, String why) {
        outcome.addUnrun(range.count(), why);
    }

    Outcome outcome() {
        return outcome.build();
    }

    /** Somebody else ended the executor; what is left to run, unless that happened too often. */
    List<Piece> killed(Task range, ProcessEnd end) {
        kills++;
        if (kills > KILLS_MAX) {
            outcome.addUnrun(range.count(), "the executor was ended from outside " + kills + " times: " + end.detail());
            return List.of();
        }
        return List.of(new Piece(this, range));
    }

    /**
     * The executor died of this variant; what is left to run. What came before the variant is run again, for its
     * results died too; what comes after it is given up with the second death, since the next would likely follow.
     */
    List<Piece> died(Task range, long variant, ProcessEnd end, BlackBox box) {
        deaths++;
        Observation.Died died = new Observation.Died(end, during(box));
        outcome.add(variant, died, panel.judge(variant, died), 0);
        int before = (int) (variant - range.first());
        int after = range.count() - before - 1;
        List<Piece> left = new ArrayList<>();
        if (before > 0) {
            if (deaths > DEATHS_MAX) {
                outcome.addUnrun(before, tooManyDeaths());
            } else {
                left.add(new Piece(this, task.range(range.first(), before)));
            }
        }
        if (after > 0) {
            if (deaths >= DEATHS_MAX) {
                outcome.addUnrun(after, tooManyDeaths());
            } else {
                left.add(new Piece(this, task.range(variant + 1, after)));
            }
        }
        return left;
    }

    private String tooManyDeaths() {
        return deaths + " executors died of this task; its other variants were not tried";
    }

    private String during(BlackBox box) {
        List<String> labels = new ArrayList<>();
        labels.add(RunFacts.BASE);
        panel.variations().forEach(variation -> labels.add(variation.label()));
        labels.add(Variation.RESEEDED);
        return labels.get(Math.min(box.run(), labels.size() - 1))
                + "/"
                + box.phase().name().toLowerCase(Locale.ROOT);
    }
}
