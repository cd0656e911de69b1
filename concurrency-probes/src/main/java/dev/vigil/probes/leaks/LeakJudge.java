package dev.vigil.probes.leaks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what grew in a loop, and how. One thread. */
final class LeakJudge {
    /** Less is no leak worth a finding: a block of the smallest size in hundreds of iterations. */
    private static final Bounds OF_STACK = new Bounds(0.1, 0);

    /** Pages come and go by themselves: of a process's own measures only more counts, and when so much came together. */
    private static final Bounds OF_PROCESS = new Bounds(256, 2 << 20);

    /** Of what grew, when that much comes back it was a pool's. */
    private static final double POOL_SHARE = 0.5;

    /** The allocator takes more than it is asked for: what stacks explain of a process's growth is theirs so many times. */
    private static final double EXPLAINED = 2;

    /** A second run that is slower by more than this is not the growth of the first one. */
    private static final double SLOWER_MAX = 3;

    private final Sites sites;

    LeakJudge(Sites sites) {
        this.sites = sites;
    }

    /** What growth must be over: bytes for each iteration, and bytes in all. */
    private record Bounds(double bytes, double grown) {
        Bounds and(double explained) {
            return new Bounds(bytes + explained, grown);
        }
    }

    /** All that grew, the fastest first. */
    List<Growth> judge(Action action, Measured measured) {
        List<Growth> found = new ArrayList<>();
        Map<String, Measured.Measure> places = sites.byObject(sites.bySite(measured));
        for (Map.Entry<String, Measured.Measure> each : places.entrySet()) {
            growth(action, measured, each.getKey(), each.getValue(), OF_STACK).ifPresent(found::add);
        }
        double byStacks = found.stream().mapToDouble(g -> g.slope().value()).sum();
        for (Measured.Measure measure : measured.measures()) {
            boolean told = measure.name().equals(Measured.ALLOCATED) && measured.watched();
            if (measure.ofProcess() && !told) {
                // A device's memory is taken by no stack that is known.
                double explained = measure.name().equals(Measured.GPU) ? 0 : EXPLAINED * byStacks;
                growth(action, measured, measure.name(), measure, OF_PROCESS.and(explained))
                        .ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingDouble((Growth g) -> g.slope().value()).reversed());
        return found;
    }

    /** Whether a second, longer run shows the growth of a first one, in the same place and about as fast. */
    static Optional<Growth> confirmed(Growth first, List<Growth> second) {
        return second.stream()
                .filter(g -> g.kind().endless() && g.site().equals(first.site()))
                .filter(g -> g.slope().value() * SLOWER_MAX >= first.slope().value())
                .findFirst();
    }

    private static Optional<Growth> growth(
            Action action, Measured measured, String site, Measured.Measure measure, Bounds bounds) {
        double[] iterations = measured.iterations();
        if (measure.grown() <= bounds.grown()) {
            return Optional.empty();
        }
        double allowed = Math.max(0, Slope.of(iterations, measure.control()).high()) + bounds.bytes();
        Slope whole = Slope.of(iterations, measure.action());
        if (whole.low() <= allowed) {
            return Optional.empty();
        }
        int half = iterations.length / 2;
        Slope later = Slope.of(
                Arrays.copyOfRange(iterations, half, iterations.length),
                Arrays.copyOfRange(measure.action(), half, iterations.length));
        Growth.Kind kind;
        if (later.low() <= allowed) {
            kind = Growth.Kind.ONCE;
        } else if (measure.action()[iterations.length - 1] - measure.emptied() > POOL_SHARE * measure.grown()) {
            kind = Growth.Kind.POOL;
        } else {
            kind = action.newContexts() ? Growth.Kind.CONTEXT : Growth.Kind.LEAK;
        }
        return Optional.of(new Growth(kind, site, measure.stack(), whole, measure, iterations));
    }
}
