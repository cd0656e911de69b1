package dev.vigil.cli.preset;

import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
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
 * @param lanes empty: the usual one alone
 * @param suites of the lane that runs them; empty with that lane: a flag must name some
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
        List<LaneShare> lanes,
        List<SuiteSpec> suites) {
    public Preset {
        libPath = List.copyOf(libPath);
        operators = List.copyOf(operators);
        oracles = List.copyOf(oracles);
        lanes = List.copyOf(lanes);
        suites = List.copyOf(suites);
    }
}
