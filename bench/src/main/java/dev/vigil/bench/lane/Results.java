package dev.vigil.bench.lane;

import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import java.util.List;

/** Results that carry what was measured as their only note. */
final class Results {
    private Results() {}

    static UnitResult of(WorkUnit unit, Totals totals, Object measured) {
        return new UnitResult(
                unit.id(),
                totals,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                List.of(Wire.toJson(measured)));
    }
}
