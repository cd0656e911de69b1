package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which calls are accepted follows a pattern without holes: what works on both sides of a call works for the call, and
 * what is refused on both sides is refused. The pattern is learned in the case itself, from neighbours of the call, so
 * nothing is assumed of an operator.
 *
 * <p>Beside other oracles, questions are asked about what was refused of what the generator probes, and about what was
 * accepted of hostile calls; alone, as in proofs, all are asked.
 */
public final class Status implements Oracle {
    private static final List<StatusLaw> OF_REFUSED =
            List.of(new TypeHole(), new RankHole(), new AxisHole(), new Foretold());
    private static final List<StatusLaw> OF_ACCEPTED = List.of(new DeclaredText(), new AxisRange());

    @Override
    public String name() {
        return "status";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return call.steps().size() == 1;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return switch (intent) {
            case PROBE -> with(call, OF_REFUSED);
            case HOSTILE -> with(call, OF_ACCEPTED);
            case VALID -> List.of();
        };
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        return with(call, laws());
    }

    private static List<StatusLaw> laws() {
        List<StatusLaw> laws = new ArrayList<>(OF_REFUSED);
        laws.addAll(OF_ACCEPTED);
        return laws;
    }

    private static List<Variation> with(Case call, List<StatusLaw> laws) {
        List<Variation> runs = new ArrayList<>();
        laws.forEach(law -> runs.addAll(law.neighbours(call)));
        if (!runs.isEmpty()) {
            runs.add(0, new Variation(Variation.AGAIN, call));
        }
        return runs;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        if (again == null) {
            return Verdict.holds();
        }
        if (runs.get(0).rejected().isPresent() != again.rejected().isPresent()) {
            return new Verdict.Inconclusive("refused once and accepted once");
        }
        for (StatusLaw law : laws()) {
            Verdict verdict = law.judge(call, runs);
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }
}
