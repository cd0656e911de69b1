package dev.vigil.properties.executor;

import dev.vigil.model.call.Case;
import dev.vigil.properties.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Which cases went to which executor in which order, as far back as a history may reach. One thread. */
final class Journal {
    private static final int EXECUTORS_MAX = 8;
    private static final int TASKS_MAX = 512;
    private static final int HISTORY_MAX = 255;

    /** Newest first; in each, newest first. */
    private final Deque<Deque<Task>> executors = new ArrayDeque<>();

    void newExecutor() {
        executors.addFirst(new ArrayDeque<>());
        if (executors.size() > EXECUTORS_MAX) {
            executors.removeLast();
        }
    }

    void sent(Task task) {
        Deque<Task> tasks = executors.getFirst();
        tasks.addFirst(task);
        if (tasks.size() > TASKS_MAX) {
            tasks.removeLast();
        }
    }

    /** What the executor that last took this variant ran before it, oldest first. */
    List<Case> before(long id, long variant) {
        for (Deque<Task> tasks : executors) {
            Iterator<Task> newestFirst = tasks.iterator();
            while (newestFirst.hasNext()) {
                Task task = newestFirst.next();
                if (task.id() == id && variant >= task.first() && variant < task.first() + task.count()) {
                    List<Case> newestFirstCases = new ArrayList<>();
                    add(task, variant - 1, newestFirstCases);
                    while (newestFirst.hasNext()) {
                        Task earlier = newestFirst.next();
                        add(earlier, earlier.first() + earlier.count() - 1, newestFirstCases);
                    }
                    Collections.reverse(newestFirstCases);
                    return newestFirstCases;
                }
            }
        }
        return List.of();
    }

    private static void add(Task task, long last, List<Case> cases) {
        for (long v = last; v >= task.first() && cases.size() < HISTORY_MAX; v--) {
            cases.add(task.call().variant(v));
        }
    }
}
