package dev.vigil.properties.generate;

import dev.vigil.properties.operators.Call;
import java.util.Objects;

/**
 * A call made from another one.
 *
 * @param kind what was changed, such as {@code rank} or {@code attr:axis}; what is known about success is kept by kind
 * @param trait the exact change where it has a name of its own, such as {@code axis=0}; a change that killed an
 *     executor is not tried again by those who mean to be valid
 */
public record Mutant(Call call, String kind, String trait) {
    public Mutant {
        Objects.requireNonNull(call);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(trait);
    }

    static Mutant of(Call call, String kind) {
        return new Mutant(call, kind, "");
    }
}
