package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Task;
import java.util.List;

/** Numbers tasks, so that none is used twice in the life of a lane host and of the executor that it keeps. */
final class TaskSource {
    private long next;

    Task task(String operator, ProcessSettings settings, Call call, Intent intent, int variants, List<String> oracles) {
        return task(call.toCase(operator, settings), intent, variants, oracles);
    }

    Task task(Case call, Intent intent, int variants, List<String> oracles) {
        return new Task(next++, call, intent, 0, variants, oracles, true);
    }
}
