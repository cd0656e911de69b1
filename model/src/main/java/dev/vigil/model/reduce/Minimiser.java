package dev.vigil.model.reduce;

import dev.vigil.model.lane.LaneFault;
import java.util.ArrayList;
import java.util.List;

/** Delta debugging (Zeller and Hildebrandt, TSE 2002): the shortest part of a list, in its order, that still shows a fault. */
public final class Minimiser {
    private Minimiser() {}

    /** What is left when no single part can go any more, or when the budget is spent. The whole list must show it. */
    public static <T> List<T> minimise(List<T> whole, Trial<List<T>> trial, Budget budget)
            throws LaneFault, InterruptedException {
        List<T> list = List.copyOf(whole);
        int parts = 2;
        while (list.size() > 1) {
            Cut<T> cut = cut(list, Math.min(parts, list.size()), trial, budget);
            if (cut.end) {
                return cut.list;
            }
            if (cut.list.size() < list.size()) {
                parts = cut.parts;
            } else if (parts >= list.size()) {
                return list;
            } else {
                parts = Math.min(list.size(), 2 * parts);
            }
            list = cut.list;
        }
        return list;
    }

    private record Cut<T>(List<T> list, int parts, boolean end) {}

    /** The first part alone, or else the first rest without one part, that shows it; the list itself when none does. */
    private static <T> Cut<T> cut(List<T> list, int parts, Trial<List<T>> trial, Budget budget)
            throws LaneFault, InterruptedException {
        List<Cut<T>> proposals = new ArrayList<>();
        for (int p = 0; p < parts; p++) {
            proposals.add(new Cut<>(list.subList(bound(list, p, parts), bound(list, p + 1, parts)), 2, false));
        }
        for (int p = 0; p < parts && parts > 2; p++) {
            List<T> rest = new ArrayList<>(list.subList(0, bound(list, p, parts)));
            rest.addAll(list.subList(bound(list, p + 1, parts), list.size()));
            proposals.add(new Cut<>(rest, parts - 1, false));
        }
        for (Cut<T> proposal : proposals) {
            if (!budget.take()) {
                return new Cut<>(list, parts, true);
            }
            if (trial.shows(proposal.list)) {
                return new Cut<>(List.copyOf(proposal.list), proposal.parts, false);
            }
        }
        return new Cut<>(list, parts, false);
    }

    private static int bound(List<?> list, int part, int parts) {
        return (int) ((long) list.size() * part / parts);
    }
}
