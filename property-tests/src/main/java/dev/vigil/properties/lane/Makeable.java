package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.properties.oracles.Survival;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which element types a build can make arrays of. Some end the process over one that they do not know, whatever the
 * operator: seen a few times that is a finding, seen with every operator it costs the campaign. Any thread.
 */
final class Makeable {
    /** One death may be the doing of an earlier case, which spoilt the heap. */
    private static final int DEATHS = 2;

    private final Set<DType> made = EnumSet.noneOf(DType.class);
    private final Map<DType, Integer> deaths = new EnumMap<>(DType.class);

    /** A type among those of a case that ended processes while arrays were made, and of which none was ever made. */
    synchronized Optional<DType> deadly(Case call) {
        return types(call).stream()
                .filter(type -> deaths.getOrDefault(type, 0) >= DEATHS && !made.contains(type))
                .findFirst();
    }

    synchronized void learn(Outcome outcome) {
        Set<DType> types = types(outcome.task().call());
        if (outcome.accepted() > 0) {
            made.addAll(types);
        } else if (types.size() == 1 && outcome.notable().stream().anyMatch(Makeable::diedMaking)) {
            deaths.merge(types.iterator().next(), 1, Integer::sum);
        }
    }

    /** The answer for a task that is not worth another process. */
    static Outcome spared(Task task, DType type) {
        return Outcome.unrun(task, "the process ends when an array of " + type.text() + " is made");
    }

    private static boolean diedMaking(Judged judged) {
        return judged.observation() instanceof Observation.Died died
                && died.during().startsWith(RunFacts.BASE + "/")
                && Survival.diedMaking(died);
    }

    private static Set<DType> types(Case call) {
        Set<DType> types = EnumSet.noneOf(DType.class);
        call.steps()
                .forEach(step -> step.inputs().forEach(input -> {
                    if (input instanceof Input.Array array) {
                        types.add(array.dtype());
                    }
                }));
        return types;
    }
}
