package dev.vigil.bench.lane;

import dev.vigil.binding.NativePrograms;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.delay.Delayer;
import dev.vigil.probes.delay.Perturbation;
import dev.vigil.probes.delay.Perturbation.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many of so many runs of a program go wrong, without delays and with those of each style? The unit's subjects are the program and its
 * arguments; a seed comes behind them, the same for each style.
 */
public final class DelayedLane implements Lane {
    public static final String NAME = "bench-delayed";

    /** As a program is run. */
    public static final List<Style> STYLES = List.of(Style.NONE, Style.OFTEN, Style.SELDOM);

    private static final ProgramLimits LIMITS = new ProgramLimits(3_000, 20_000, 3L << 30);

    /** What programs of ours exit with when they could not do their work. */
    private static final Set<Integer> NO_ANSWER = Set.of(2, 3, 4, 10);

    /**
     * What was counted, as the one note of the result.
     *
     * @param runs of each style
     * @param hits of {@link #STYLES}, in their order
     */
    public record Counts(int runs, List<Integer> hits) {
        public static Counts of(UnitResult result) throws IOException {
            return Wire.fromJson(result.notes().get(0), Counts.class);
        }

        public Counts plus(Counts other) {
            List<Integer> sums = new ArrayList<>();
            for (int i = 0; i < hits.size(); i++) {
                sums.add(hits.get(i) + other.hits.get(i));
            }
            return new Counts(runs + other.runs, sums);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        List<String> command = unit.subjects();
        Delayer delayer = delayer(Path.of(command.get(0)));
        List<Integer> hits = new ArrayList<>(STYLES.stream().map(style -> 0).toList());
        for (int i = 0; i < unit.cases(); i++) {
            long seed = unit.seed() * unit.cases() + i;
            for (int s = 0; s < STYLES.size(); s++) {
                Style style = STYLES.get(s);
                Perturbation delays = style == Style.NONE ? Perturbation.NONE : Perturbation.drawn(style, seed);
                Case attempt = delays.in(new Case(unit.settings(), List.of(), new Probe(NAME, new TreeMap<>())));
                if (wrong(command, seed, attempt, delayer, context)) {
                    hits.set(s, hits.get(s) + 1);
                }
            }
        }
        int runs = STYLES.size() * unit.cases();
        return Results.of(unit, new Totals(runs, runs, 0, 0, 0, 0), new Counts(unit.cases(), hits));
    }

    private static Delayer delayer(Path program) throws LaneFault {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), NAME));
            return new Delayer(new NativePrograms(folder).extract(NativePrograms.Program.WATCH), program, folder);
        } catch (IOException e) {
            throw new LaneFault("no folder for delays: " + e.getMessage(), e);
        }
    }

    private static boolean wrong(List<String> command, long seed, Case attempt, Delayer delayer, LaneContext context)
            throws LaneFault, InterruptedException {
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.addAll(List.of("--seed", Long.toString(seed)));
        ProgramEnd program = context.startProgram(
                        new ProgramStart(command.get(0), arguments, delayer.delayed(attempt), LIMITS))
                .awaitEnd();
        ProcessEnd end = program.end();
        boolean exited = end.kind() == ProcessEnd.Kind.EXIT;
        if (end.kind() == ProcessEnd.Kind.NOT_STARTED || (exited && NO_ANSWER.contains(end.exitCode()))) {
            throw new LaneFault("a run failed: " + end);
        }
        if (delayer.made(attempt).isEmpty()) {
            throw new LaneFault(Delayer.NOT_MADE);
        }
        return !exited || end.exitCode() != 0;
    }
}
