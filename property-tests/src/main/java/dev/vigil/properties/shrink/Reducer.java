package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import java.util.List;
import java.util.stream.Stream;

/** Proposes simpler cases, knowing no operator: whether they still show the fault is for others to try. Pure; any thread. */
@FunctionalInterface
public interface Reducer {
    /** Lazy and finite, boldest first. Every one is strictly simpler by {@link Complexity}. */
    Stream<Case> reduce(Case call);

    /** Settings of the process towards the plain ones. Each try of another process costs the start of one. */
    static List<Reducer> ofSettings() {
        return List.of(strict(new SettingsReducer()));
    }

    /** Everything else, in passes: those that remove most come first. */
    static List<Reducer> ofCalls() {
        return Stream.<Reducer>of(
                        new StepReducer(),
                        new LeapReducer(),
                        new AttributeDropper(),
                        new StorageReducer(),
                        new ModeReducer(),
                        new InputReducer(),
                        new ShapeReducer(),
                        new TypeReducer(),
                        new FillReducer(),
                        new AttributeReducer())
                .map(Reducer::strict)
                .toList();
    }

    /** Lets through only what the measure calls simpler, so that no chain of proposals goes on for ever. */
    private static Reducer strict(Reducer reducer) {
        return call -> {
            Complexity before = Complexity.of(call);
            return reducer.reduce(call).filter(c -> Complexity.of(c).compareTo(before) < 0);
        };
    }
}
