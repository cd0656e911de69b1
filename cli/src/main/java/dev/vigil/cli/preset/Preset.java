package dev.vigil.cli.preset;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a campaign file says; whatever it leaves out is decided elsewhere.
 *
 * @param name of the preset, or path of the file
 * @param slots absent: one per core
 * @param lane absent: the usual one
 */
public record Preset(
        String name,
        OptionalDouble minutes,
        OptionalLong seed,
        Optional<String> target,
        List<String> libPath,
        Optional<String> device,
        OptionalInt slots,
        List<String> operators,
        List<String> oracles,
        Optional<String> baseline,
        Optional<String> plan,
        OptionalInt casesPerOperator,
        Optional<String> lane) {
    public Preset {
        libPath = List.copyOf(libPath);
        operators = List.copyOf(operators);
        oracles = List.copyOf(oracles);
    }
}
