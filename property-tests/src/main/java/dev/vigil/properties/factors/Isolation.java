package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.factors.Probe.Came;
import dev.vigil.properties.factors.Question.Other;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Says of each factor of a case whether its fault needs it, by delta debugging: factors of one group are replaced
 * together, and by halves if that takes the fault away. One thread.
 */
public final class Isolation {
    private final Probe probe;
    private final int replays;
    private final BooleanSupplier open;

    /**
     * @param replays that must all be without the fault before a value counts as taking it away
     * @param open asked before each replay; once false, what is left stays unknown
     */
    public Isolation(Probe probe, int replays, BooleanSupplier open) {
        this.probe = probe;
        this.replays = replays;
        this.open = open;
    }

    /** The factors of a case, of which nothing is known: for cases that cannot be tried. */
    public static List<Factor> untried(Case call) {
        return Questions.of(call).stream()
                .flatMap(List::stream)
                .map(Question::unknown)
                .toList();
    }

    /** In the order of their cost. */
    public List<Factor> isolate(Case call) throws LaneFault, InterruptedException {
        List<Factor> factors = new ArrayList<>();
        for (List<Question> group : Questions.of(call)) {
            factors.addAll(answers(call, group));
        }
        return List.copyOf(factors);
    }

    private List<Factor> answers(Case call, List<Question> group) throws LaneFault, InterruptedException {
        if (group.size() == 1) {
            return List.of(answer(call, group.get(0)));
        }
        Case changed = call;
        for (Question question : group) {
            changed = question.others().get(0).change().apply(changed);
        }
        if (replayed(changed, false) == Tried.SHOWS) {
            return group.stream()
                    .map(q -> q.answer(
                            Standing.IRRELEVANT, List.of(q.others().get(0).text()), List.of()))
                    .toList();
        }
        int half = group.size() / 2;
        List<Factor> factors = new ArrayList<>(answers(call, group.subList(0, half)));
        factors.addAll(answers(call, group.subList(half, group.size())));
        return factors;
    }

    private Factor answer(Case call, Question question) throws LaneFault, InterruptedException {
        List<String> gone = new ArrayList<>();
        boolean settled = true;
        for (Other other : question.others()) {
            Case changed = other.change().apply(call);
            if (changed.equals(call)) {
                continue;
            }
            switch (replayed(changed, question.refusalTells())) {
                case SHOWS -> {
                    return question.answer(Standing.IRRELEVANT, List.of(other.text()), gone);
                }
                case GONE -> gone.add(other.text());
                case MIXED, LATE -> settled = false;
                case NOTHING -> {}
            }
        }
        return question.answer(settled && !gone.isEmpty() ? Standing.NEEDED : Standing.UNKNOWN, List.of(), gone);
    }

    private enum Tried {
        SHOWS,
        GONE,
        MIXED,
        NOTHING,
        LATE
    }

    /** Once is enough to show a fault, and to see that a case tells nothing. */
    private Tried replayed(Case call, boolean refusalTells) throws LaneFault, InterruptedException {
        for (int replay = 0; replay < replays; replay++) {
            if (!open.getAsBoolean()) {
                return Tried.LATE;
            }
            Came came = probe.came(call);
            if (came == Came.SHOWS) {
                return replay == 0 ? Tried.SHOWS : Tried.MIXED;
            }
            if (came == Came.NOTHING || (came == Came.REFUSED && !refusalTells)) {
                return Tried.NOTHING;
            }
        }
        return Tried.GONE;
    }
}
