package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.AcrossProcesses;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;

/**
 * The same call gets the same answer in a process with another engine, with more or fewer threads, and with oneDNN
 * switched. Values are within {@link Closeness}, whose float64 runs are made beside the case. Where the settings of the
 * case are the unusual ones, it is they that differ from what users have, and the case names them.
 */
public final class TwoProcesses implements AcrossProcesses {
    /** Larger cases would have two processes hold as much as one may. */
    private static final long ELEMENTS_MAX = 1 << 20;

    /** A message and a wait for each process cost as much as twenty small cases. */
    private static final double SHARE = 0.1;

    @Override
    public String name() {
        return "two-processes";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        long elements = 0;
        for (Step step : call.steps()) {
            for (Input input : step.inputs()) {
                elements += input instanceof Input.Array array ? array.shape().elements() : 0;
            }
        }
        return intent != Intent.HOSTILE && elements <= ELEMENTS_MAX;
    }

    @Override
    public double share(Intent intent) {
        return SHARE;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return List.of(new Variation(Variation.AGAIN, call), new Variation(Variation.AGAIN + " 1", call));
    }

    @Override
    public List<Variation> elsewhere(Case call, Intent intent) {
        List<Variation> runs = new ArrayList<>();
        for (OtherProcess process : OtherProcess.values()) {
            runs.add(process.of(call));
        }
        Wide.narrow(call).ifPresent(narrow -> {
            runs.add(Wide.exact(call));
            runs.addAll(Wide.nudged(call, narrow));
        });
        return runs;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return SameAnswer.died(died, List.of(OtherProcess.values()));
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        Closeness closeness = new Closeness(call, runs);
        Verdict worst = new Verdict.Inconclusive("it was run in one process only");
        for (OtherProcess process : OtherProcess.values()) {
            RunFacts run = Runs.labelled(runs, process.label());
            if (run == null) {
                continue;
            }
            Verdict verdict = steady(runs, process, run)
                    ? new SameAnswer(process, closeness).compare(runs.get(0), run, true)
                    : new Verdict.Inconclusive("two runs " + process.label() + " differ");
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
            worst = verdict;
        }
        return worst;
    }

    private static boolean steady(List<RunFacts> runs, OtherProcess process, RunFacts run) {
        for (RunFacts other : runs) {
            if (other.label().startsWith(process.label() + " ") && !run.sameResults(other)) {
                return false;
            }
        }
        return true;
    }
}
