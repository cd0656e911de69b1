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
import java.util.function.Function;

/**
 * Which calls are accepted follows a pattern without holes: what works on both sides of a call works for the call, and
 * what is refused on both sides is refused. The pattern is learned in the case itself, from neighbours of the call, so
 * nothing is assumed of an operator.
 *
 * <p>Beside other oracles, each law asks only of calls that suggest it, whatever they were meant to be; alone, as in
 * proofs, it asks wherever it can.
 */
public final class Status implements Oracle {
    private static final List<StatusLaw> LAWS = List.of(
            new TypeHole(), new RankHole(), new AxisHole(), new Foretold(), new DeclaredText(), new AxisRange());

    @Override
    public String name() {
        return "status";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return call.steps().size() == 1;
    }

    /** Calls that are known to work have neighbours that tell little; questions are what it is for. */
    @Override
    public double share(Intent intent) {
        return intent == Intent.PROBE ? 1 : 0.3;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return asked(call, law -> law.suggested(call));
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        return asked(call, law -> law.neighbours(call));
    }

    private static List<Variation> asked(Case call, Function<StatusLaw, List<Variation>> neighbours) {
        List<Variation> runs = new ArrayList<>();
        LAWS.forEach(law -> runs.addAll(neighbours.apply(law)));
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
        for (StatusLaw law : LAWS) {
            Verdict verdict = law.judge(call, runs);
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }
}
