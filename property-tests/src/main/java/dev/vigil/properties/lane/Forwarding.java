package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.List;

/** Something around another runner, which answers all that is not overridden. One thread. */
abstract class Forwarding implements CaseRunner {
    final CaseRunner here;

    Forwarding(CaseRunner here) {
        this.here = here;
    }

    @Override
    public Description describe(ProcessSettings settings) throws LaneFault, InterruptedException {
        return here.describe(settings);
    }

    @Override
    public List<Inference> ask(ProcessSettings settings, List<Inquiry> inquiries)
            throws LaneFault, InterruptedException {
        return here.ask(settings, inquiries);
    }

    @Override
    public List<Case> historyOf(long task, long variant) {
        return here.historyOf(task, variant);
    }

    @Override
    public List<String> takeFaults() {
        return here.takeFaults();
    }

    @Override
    public List<String> takeNotes() {
        return here.takeNotes();
    }

    @Override
    public void close() {
        here.close();
    }
}
