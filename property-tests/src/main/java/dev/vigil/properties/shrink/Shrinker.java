package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.reduce.Budget;
import dev.vigil.model.reduce.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Takes the first proposal that still shows the fault and goes on from there, pass by pass, until none does or the
 * budget is spent. It ends without a budget too, since every step is down in a well-founded order. One thread.
 */
public final class Shrinker {
    private final List<Reducer> passes;
    private final Trial<Case> trial;
    private final Budget budget;
    private final List<Case> taken = new ArrayList<>();
    private final Set<Case> refused = new HashSet<>();

    public Shrinker(List<Reducer> passes, Trial<Case> trial, Budget budget) {
        this.passes = List.copyOf(passes);
        this.trial = trial;
        this.budget = budget;
    }

    /** Every case that was taken, the given one first, the simplest last. */
    public List<Case> shrink(Case call) throws LaneFault, InterruptedException {
        taken.clear();
        refused.clear();
        taken.add(call);
        int before;
        do {
            before = taken.size();
            for (Reducer pass : passes) {
                while (step(pass)) {
                    // One step further down; the pass begins again from its boldest proposal.
                }
            }
        } while (taken.size() > before);
        return List.copyOf(taken);
    }

    private boolean step(Reducer pass) throws LaneFault, InterruptedException {
        Iterator<Case> proposals = pass.reduce(taken.get(taken.size() - 1)).iterator();
        while (proposals.hasNext()) {
            Case proposal = proposals.next();
            if (refused.contains(proposal)) {
                continue;
            }
            if (!budget.take()) {
                return false;
            }
            if (trial.shows(proposal)) {
                taken.add(proposal);
                return true;
            }
            refused.add(proposal);
        }
        return false;
    }
}
