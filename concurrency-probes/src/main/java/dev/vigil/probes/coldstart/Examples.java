package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.AttemptBooks;
import java.io.IOException;
import java.util.List;

/** What this lane knows of an operator: calls that the library accepted. */
public record Examples(List<Case> calls) {
    public static final Examples NONE = new Examples(List.of());

    public Examples {
        calls = List.copyOf(calls);
    }

    /** Of all of a unit's subjects. */
    public static List<Case> known(AttemptBooks books) {
        return books.known(Examples.class).values().stream()
                .flatMap(known -> known.calls().stream())
                .toList();
    }

    /** What comes of a unit without any. */
    public static UnitResult noneKnown(WorkUnit unit, AttemptBooks books) {
        books.note("no call of " + String.join(", ", unit.subjects()) + " is known that a probe can make");
        return books.result(null);
    }

    public Knowledge of(String operator, int revision) {
        return new Knowledge(operator, revision, Wire.toJson(this));
    }

    /**
     * @throws IOException when it was written by another version of ours
     */
    public static Examples read(Knowledge knowledge) throws IOException {
        return Wire.fromJson(knowledge.json(), Examples.class);
    }
}
