package dev.vigil.properties.task;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import java.util.List;

/**
 * Runs tasks in executors and survives their deaths: a case that kills its executor is recorded with the process's
 * end, and the rest goes on in a new one. One thread.
 */
public interface CaseRunner extends AutoCloseable {
    /**
     * One outcome per task, in order. The settings of every task's case must be {@linkplain ProcessSettings#sameProcess the same process's}.
     *
     * @throws LaneFault when no executor can be had at all
     */
    List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException;

    /** What the library of these settings lists. */
    Description describe(ProcessSettings settings) throws LaneFault, InterruptedException;

    /**
     * One answer per question, in order; a question that kills its executor is answered with the process's end, and
     * the rest goes on in a new one, until too many died; what is then left is answered with an error unasked. Questions are no cases and appear in no books.
     */
    List<Inference> ask(ProcessSettings settings, List<Inquiry> inquiries) throws LaneFault, InterruptedException;

    /** The cases that the process which last died, or the running one, ran before the given task's variant; oldest first, at most 255. */
    List<Case> historyOf(long task, long variant);

    /** Faults of our own since the last asking, in one line each; for the books of the unit. */
    default List<String> takeFaults() {
        return List.of();
    }

    /** What the books should say besides, such as executors that the build brought down between two cases. */
    default List<String> takeNotes() {
        return List.of();
    }

    /** Ends the executor. */
    @Override
    void close();
}
