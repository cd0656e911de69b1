package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A build of which a test says what each case does in it, with processes that are only counted. */
final class FakeBuild implements PropertiesLane.Runners {
    private final Behaviour behaviour;
    private int processes;
    private int deaths;

    /** What came of a case and what the oracle that was asked said of it. */
    record Seen(Observation observation, Verdict verdict) {
        static final Seen FINE = new Seen(new Observation.Answered(List.of(), null), Verdict.holds());
    }

    /** What a case does. */
    interface Behaviour {
        /**
         * @param before what the same process ran earlier
         * @param process counts from 1
         * @return null when no executor takes the case
         */
        @Nullable
        Seen of(Case call, List<Case> before, int process) throws LaneFault;
    }

    FakeBuild(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    int processes() {
        return processes;
    }

    int deaths() {
        return deaths;
    }

    @Override
    public CaseRunner open(WorkUnit unit, LaneContext context) {
        return runner();
    }

    CaseRunner runner() {
        return new Runner();
    }

    private final class Runner implements CaseRunner {
        private final List<Case> before = new ArrayList<>();
        private @Nullable ProcessSettings settings;

        @Override
        public List<Outcome> run(List<Task> tasks) throws LaneFault {
            List<Outcome> outcomes = new ArrayList<>();
            for (Task task : tasks) {
                outcomes.add(run(task));
            }
            return outcomes;
        }

        private Outcome run(Task task) throws LaneFault {
            Case call = task.call();
            if (settings == null || !settings.sameProcess(call.settings())) {
                settings = call.settings();
                before.clear();
                processes++;
            }
            Seen seen = behaviour.of(call, List.copyOf(before), processes);
            before.add(call);
            if (seen == null) {
                return new Outcome(task, 0, 0, 1, 0, 0, 0, new TreeMap<>(), List.of(), null, "nobody takes it");
            }
            boolean died = seen.observation() instanceof Observation.Died;
            if (died) {
                settings = null;
                deaths++;
            }
            Judged judged = new Judged(
                    0, seen.observation(), new TreeMap<>(Map.of(task.oracles().get(0), seen.verdict())));
            boolean holds = seen.verdict() instanceof Verdict.Holds;
            Tally tally = new Tally(holds ? 1 : 0, holds ? 0 : 1, 0);
            return new Outcome(
                    task,
                    1,
                    0,
                    0,
                    died ? 0 : 1,
                    1,
                    died ? 1 : 0,
                    new TreeMap<>(Map.of(task.oracles().get(0), tally)),
                    List.of(judged),
                    null,
                    "");
        }

        @Override
        public Description describe(ProcessSettings wanted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Inference> ask(ProcessSettings wanted, List<Inquiry> inquiries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Case> historyOf(long task, long variant) {
            return List.copyOf(before);
        }

        @Override
        public void close() {}
    }
}
