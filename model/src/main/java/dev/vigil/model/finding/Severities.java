package dev.vigil.model.finding;

import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import java.util.List;

/** How bad a finding is, from its class and from what its fault needs. Pure. */
public final class Severities {
    private Severities() {}

    /**
     * The severity of the class; one step milder when the fault needs something that users hardly have, one step worse
     * when it needs nothing of the kind. What is unknown moves nothing.
     */
    public static Severity of(FaultClass fault, List<Factor> factors) {
        Severity usual = fault.severity();
        if (factors.stream().anyMatch(f -> !f.usual() && f.standing() == Standing.NEEDED)) {
            return usual.milder();
        }
        boolean ordinary = factors.stream().allMatch(f -> f.usual() || f.standing() == Standing.IRRELEVANT);
        boolean asked = factors.stream().anyMatch(f -> f.standing() == Standing.IRRELEVANT);
        return ordinary && asked ? usual.worse() : usual;
    }
}
