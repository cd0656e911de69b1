package dev.vigil.properties.generate;

import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Intent;
import java.util.Objects;

/**
 * A case as the generator meant it.
 *
 * @param kind of change from a known call; empty for none
 * @param trait exact change, if it has a name
 */
public record Generated(Call call, Intent intent, String kind, String trait) {
    public Generated {
        Objects.requireNonNull(call);
        Objects.requireNonNull(intent);
    }
}
