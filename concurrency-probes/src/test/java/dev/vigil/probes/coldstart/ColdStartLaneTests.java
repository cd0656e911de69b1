package dev.vigil.probes.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.PretendedContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The lane with programs that only pretend to run. */
final class ColdStartLaneTests {
    /** Ends attempts by their number, from 0, as it is told to; loads end well. */
    private static final class Pretended implements PretendedContext.Programs {
        private final IntFunction<ProgramEnd> ends;
        private final List<ProgramStart> attempts = new ArrayList<>();
        private int pressing;

        Pretended(IntFunction<ProgramEnd> ends) {
            this.ends = ends;
        }

        @Override
        public LaneContext.RunningProgram start(ProgramStart start) {
            boolean attempt = start.arguments().contains("--calls");
            if (attempt) {
                attempts.add(start);
            }
            pressing += attempt ? 0 : 1;
            ProgramEnd end = attempt ? ends.apply(attempts.size() - 1) : Samples.well();
            return new LaneContext.RunningProgram() {
                @Override
                public ProgramEnd awaitEnd() {
                    return end;
                }

                @Override
                public ProgramEnd stop() {
                    pressing--;
                    return end;
                }
            };
        }
    }

    private static UnitResult run(WorkUnit unit, Pretended context) throws Exception {
        return new ColdStartLane().run(unit, new PretendedContext(context));
    }

    private static Candidate candidate() throws Exception {
        UnitResult swept = run(Samples.unit(WorkUnit.Task.EXPLORE, 4, null), new Pretended(i -> Samples.hung()));
        return swept.candidates().get(0);
    }

    @Test
    void cleanSweepHoldsAndCountsEveryAttemptForEveryOracle() throws Exception {
        Pretended context = new Pretended(i -> Samples.well());

        UnitResult result = run(Samples.unit(WorkUnit.Task.EXPLORE, 40, null), context);

        assertEquals(40, context.attempts.size());
        assertEquals(0, context.pressing, "loads that were not ended");
        assertEquals(40, result.totals().judged());
        assertEquals(List.of(), result.candidates());
        assertEquals(
                3 * 40,
                result.counters().stream()
                        .filter(c -> c.verdict().equals("holds"))
                        .mapToLong(c -> c.count())
                        .sum());
    }

    @Test
    void sweepIsTheSameForTheSameUnit() throws Exception {
        Pretended one = new Pretended(i -> Samples.well());
        Pretended other = new Pretended(i -> Samples.well());

        run(Samples.unit(WorkUnit.Task.EXPLORE, 30, null), one);
        run(Samples.unit(WorkUnit.Task.EXPLORE, 30, null), other);

        assertEquals(one.attempts, other.attempts);
    }

    @Test
    void onAGpuAProcessHasTheTimeToCompileKernels() throws Exception {
        Pretended context = new Pretended(i -> Samples.well());

        run(Samples.unit(WorkUnit.Task.EXPLORE, 1, null), context);
        run(Samples.unit(WorkUnit.Task.EXPLORE, 1, null, "gpu"), context);

        ProgramLimits onCpu = context.attempts.get(0).limits();
        ProgramLimits onGpu = context.attempts.get(1).limits();
        assertEquals(onCpu.quietMs(), onGpu.quietMs());
        assertTrue(onCpu.totalMs() < onGpu.totalMs() && onGpu.totalMs() >= 30_000, onGpu.toString());
    }

    @Test
    void secondSightOfAFaultEndsTheSweepWithOneCandidate() throws Exception {
        Pretended context = new Pretended(i -> i % 5 == 4 ? Samples.hung() : Samples.well());

        UnitResult result = run(Samples.unit(WorkUnit.Task.EXPLORE, 100, null), context);

        assertEquals(10, context.attempts.size());
        assertEquals(1, result.candidates().size());
        assertEquals(2, result.totals().crashes());
        assertTrue(result.candidates().get(0).violation().observed().contains("attempt 5 of its unit"));
    }

    @Test
    void rateIsProvenWithFiveHits() throws Exception {
        Pretended context = new Pretended(i -> i % 8 == 7 ? Samples.hung() : Samples.well());

        Proof proof = Objects.requireNonNull(
                run(Samples.unit(WorkUnit.Task.PROVE, 0, candidate()), context).proof());

        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(new Reproduction(5, 40), proof.reproduced());
        assertEquals(35, proof.held());
    }

    @Test
    void replayRunsAsOftenAsItIsAskedAndHolds() throws Exception {
        UnitResult result = run(Samples.unit(WorkUnit.Task.PROVE, 23, candidate()), new Pretended(i -> Samples.well()));

        Proof proof = Objects.requireNonNull(result.proof());
        assertEquals(new Reproduction(0, 23), proof.reproduced());
        assertEquals(23, proof.held());
        assertEquals(FindingStatus.UNSTABLE, proof.status());
    }

    @Test
    void threeOfFourAttemptsAreUnderLoad() {
        Cells cells = new Cells(List.of(Samples.call("left")), ProcessSettings.plain("cpu"), 1);
        List<Load> loads = Cells.loads(1);
        int loaded = 0;
        for (int i = 0; i < 72; i++) {
            Case attempt = cells.next(i, loads.get(i / 6 % loads.size()));
            loaded += Cells.load(attempt) == Load.NONE ? 0 : 1;
        }

        assertEquals(54, loaded);
    }
}
