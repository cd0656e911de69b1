package dev.vigil.reports;

import dev.vigil.model.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** The stacks of locks that are taken in a circle, or of a call under a lock, one below the other. */
public final class LockStacks {
    private LockStacks() {}

    /** Empty for what came of other cases. */
    public static String text(Observation observation) {
        List<String> lines = new ArrayList<>();
        if (observation instanceof Observation.Circled circled) {
            for (int i = 0; i < circled.orders().size(); i++) {
                Observation.Order order = circled.orders().get(i);
                lines.add((i + 1) + ". " + order.held() + " is held, " + order.wanted() + " is wanted");
                lines.add("   by " + order.threads() + " of process " + order.process());
                stack(lines, "held since", order.heldAt());
                stack(lines, "wanted at", order.wantedAt());
            }
        } else if (observation instanceof Observation.Withheld withheld) {
            lines.add(withheld.call() + " is called with " + withheld.lock() + " held");
            stack(lines, "held since", withheld.heldAt());
            stack(lines, "called at", withheld.calledAt());
            stack(lines, "another thread waits at", withheld.waitedAt());
        }
        return String.join("\n", lines);
    }

    private static void stack(List<String> lines, String title, List<String> frames) {
        lines.add("   " + title);
        frames.forEach(frame -> lines.add("     " + frame));
    }
}
