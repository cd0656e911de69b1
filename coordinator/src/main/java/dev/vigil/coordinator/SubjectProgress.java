package dev.vigil.coordinator;

import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Harvest;

/**
 * What a campaign knows of one operator.
 *
 * @param learned whether exploring it makes sense
 * @param learning a LEARN unit about it is open
 * @param learnFailures LEARN units about it that failed for good, or ended before its turn
 * @param distinctCalls distinct valid calls so far, bounded by the store
 * @param exhausted the lane knows no further distinct call
 * @param explored EXPLORE units planned for it
 * @param exploredRound round of the last of them, -1 before
 * @param fruitless EXPLORE units since it last showed anything new
 * @param fresh new calls and signatures of its last EXPLORE unit
 */
record SubjectProgress(
        boolean learned,
        boolean learning,
        int learnFailures,
        int distinctCalls,
        boolean exhausted,
        int explored,
        int exploredRound,
        int fruitless,
        int fresh) {
    /** Distinct valid calls that every operator should get. */
    static final int CALLS_WANTED = 20;

    static final SubjectProgress NEW = new SubjectProgress(false, false, 0, 0, false, 0, -1, 0, 0);

    boolean needy() {
        return distinctCalls < CALLS_WANTED && !exhausted;
    }

    SubjectProgress withLearned() {
        return new SubjectProgress(
                true, false, learnFailures, distinctCalls, exhausted, explored, exploredRound, fruitless, fresh);
    }

    SubjectProgress withLearning() {
        return new SubjectProgress(
                learned, true, learnFailures, distinctCalls, exhausted, explored, exploredRound, fruitless, fresh);
    }

    SubjectProgress withLearnFailure() {
        return new SubjectProgress(
                learned, false, learnFailures + 1, distinctCalls, exhausted, explored, exploredRound, fruitless, fresh);
    }

    SubjectProgress withExplorePlanned(int round) {
        return new SubjectProgress(
                learned, learning, learnFailures, distinctCalls, exhausted, explored + 1, round, fruitless, fresh);
    }

    SubjectProgress withCalls(int more, boolean nowExhausted) {
        return new SubjectProgress(
                learned,
                learning,
                learnFailures,
                distinctCalls + more,
                exhausted || nowExhausted,
                explored,
                exploredRound,
                fruitless,
                fresh);
    }

    /** After a unit about this operator came back; the same for results that just came and for stored ones. */
    SubjectProgress withHarvest(WorkUnit.Task task, String name, Harvest harvest) {
        return switch (task) {
            case LEARN -> harvest.learned().contains(name) ? withLearned() : withLearnFailure();
            case EXPLORE -> withExploreFruit(harvest.freshOf(name));
            case DESCRIBE, PROVE, GATHER -> this;
        };
    }

    private SubjectProgress withExploreFruit(int newThings) {
        return new SubjectProgress(
                learned,
                learning,
                learnFailures,
                distinctCalls,
                exhausted,
                explored,
                exploredRound,
                newThings > 0 ? 0 : fruitless + 1,
                newThings);
    }
}
