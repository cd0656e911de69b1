package dev.vigil.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Maps between the inputs of a call, given by position, and the two lists in which a symbol speaks of them:
 * arguments and auxiliary states.
 */
final class InputOrder {
    private final List<String> arguments;
    private final List<String> auxiliaries;
    private final int given;

    InputOrder(List<String> arguments, List<String> auxiliaries, int given) {
        this.arguments = arguments;
        this.auxiliaries = auxiliaries;
        this.given = given;
    }

    /** Numbers of the given inputs that are known and may be spoken of, those that are no auxiliary states. */
    int[] usable(List<Boolean> known) {
        if (known.size() > given) {
            throw new IllegalArgumentException(known.size() + " inputs described, but the symbol has " + given);
        }
        return IntStream.range(0, known.size())
                .filter(known::get)
                .filter(i -> !auxiliaries.contains("in" + i))
                .toArray();
    }

    /** Numbers of the given inputs that are auxiliary states. */
    List<Integer> changed() {
        return IntStream.range(0, given)
                .filter(i -> auxiliaries.contains("in" + i))
                .boxed()
                .toList();
    }

    /** The given inputs first, by position, then those that the build added. */
    <T> List<T> merge(List<T> ofArguments, List<T> ofAuxiliaries) {
        List<String> names = new ArrayList<>(arguments);
        names.addAll(auxiliaries);
        List<T> values = new ArrayList<>(ofArguments);
        values.addAll(ofAuxiliaries);
        List<Integer> positions =
                new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
        positions.sort((a, b) -> Integer.compare(rank(names.get(a)), rank(names.get(b))));
        return positions.stream().map(values::get).toList();
    }

    private int rank(String name) {
        for (int i = 0; i < given; i++) {
            if (name.equals("in" + i)) {
                return i;
            }
        }
        return given;
    }
}
