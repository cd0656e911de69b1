package dev.vigil.workers;

import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.workers.trust.SuiteCheck;
import dev.vigil.workers.trust.WarrantCheck;
import java.util.Objects;
import java.util.Optional;

/** What a worker runs at all. */
public interface Permits {
    /** Whatever comes: within one process, and on loopback without certificates. */
    Permits ALL = leased -> Optional.empty();

    /** Why this must not be run; empty when it may be. */
    Optional<String> refusal(ToWorker.Leased leased);

    /** What a coordinator of this authority signed for. */
    static Permits warranted(WarrantCheck check) {
        return leased -> {
            WorkUnit unit = leased.lease().unit();
            return check.refusal(
                            leased.warrant(), unit.campaign(), leased.target().sha256())
                    .or(() -> SuiteCheck.refusal(Objects.requireNonNull(leased.warrant()), unit));
        };
    }
}
