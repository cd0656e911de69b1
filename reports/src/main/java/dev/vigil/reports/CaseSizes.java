package dev.vigil.reports;

import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How small the cases of proven findings are: what shrinking is worth. */
public final class CaseSizes {
    private CaseSizes() {}

    /** One line: medians and largest numbers of elements per input, attributes and steps. */
    public static String line(List<Finding> findings) {
        List<Long> elements = new ArrayList<>();
        List<Long> attributes = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.status() != FindingStatus.PROVEN) {
                continue;
            }
            steps.add((long) finding.call().steps().size());
            long named = 0;
            for (Step step : finding.call().steps()) {
                named += step.attributes().size();
                for (Input input : step.inputs()) {
                    if (input instanceof Input.Array array) {
                        elements.add(array.shape().elements());
                    }
                }
            }
            attributes.add(named);
        }
        return "median (largest) " + middle(elements) + " elements an input, " + middle(attributes) + " attributes, "
                + middle(steps) + " steps";
    }

    /** The lower one of two in the middle; a dash when there is none. */
    private static String middle(List<Long> numbers) {
        if (numbers.isEmpty()) {
            return "-";
        }
        Collections.sort(numbers);
        return String.format(
                Locale.ROOT, "%,d (%,d)", numbers.get((numbers.size() - 1) / 2), numbers.get(numbers.size() - 1));
    }
}
