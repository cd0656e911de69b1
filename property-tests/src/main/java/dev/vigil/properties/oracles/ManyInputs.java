package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.properties.shrink.InputGroups;
import java.util.List;
import java.util.Optional;

/** A single call with many groups of inputs that all look like the first one, so that fewer would do. */
record ManyInputs(Case call, InputGroups groups) implements Grown {
    private static final int MANY = 5;
    private static final int SMALL = 2;
    private static final int TWICE = 3;

    static Optional<ManyInputs> of(Case call) {
        Step step = call.steps().get(0);
        if (call.steps().size() != 1 || !step.out().isEmpty()) {
            return Optional.empty();
        }
        InputGroups groups = InputGroups.of(step.attributes(), step.inputs().size());
        return groups.number() >= MANY && alike(step.inputs(), groups.each())
                ? Optional.of(new ManyInputs(call, groups))
                : Optional.empty();
    }

    private static boolean alike(List<Input> inputs, int each) {
        for (int i = 0; i < inputs.size(); i++) {
            if (!(inputs.get(i) instanceof Input.Array array)
                    || !(inputs.get(i % each) instanceof Input.Array first)
                    || !array.shape().equals(first.shape())
                    || array.dtype() != first.dtype()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Case small() {
        return with(SMALL);
    }

    @Override
    public Case twice() {
        return with(TWICE);
    }

    private Case with(int number) {
        Step step = call.steps().get(0);
        int inputs = number * groups.each();
        Step fewer = step.withInputs(
                        step.inputs().subList(0, inputs),
                        step.request().isEmpty() ? List.of() : step.request().subList(0, inputs))
                .withAttributes(groups.attributes(step.attributes(), number));
        return new Case(call.settings(), List.of(fewer));
    }

    @Override
    public String kind() {
        return "with many inputs";
    }

    @Override
    public String size() {
        return call.steps().get(0).inputs().size() + " inputs";
    }

    @Override
    public String smallSizes() {
        return SMALL * groups.each() + " and " + TWICE * groups.each() + " inputs";
    }
}
