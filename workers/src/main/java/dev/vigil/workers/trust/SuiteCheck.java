package dev.vigil.workers.trust;

import dev.vigil.model.call.Case;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.unit.WorkUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a warrant that is believed names the tests that a unit would run. */
public final class SuiteCheck {
    private SuiteCheck() {}

    /** Why the unit must not be run; empty when it may be, as when it runs no tests. Quotes nothing of the unit. */
    public static Optional<String> refusal(Warrant warrant, WorkUnit unit) {
        if (!unit.lane().equals(SuiteSpec.LANE)) {
            return Optional.empty();
        }
        boolean named = Stream.concat(unit.subjects().stream(), proven(unit.candidate()))
                .allMatch(subject -> SuiteSpec.anyHolds(warrant.suites(), subject));
        return named ? Optional.empty() : Optional.of("the warrant does not name the suite of a test");
    }

    /** What a proof runs is in its cases, whatever its subjects are. */
    private static Stream<String> proven(@Nullable Candidate candidate) {
        return candidate == null
                ? Stream.empty()
                : Stream.concat(Stream.of(candidate.call()), candidate.history().stream())
                        .map(Case::operator);
    }
}
