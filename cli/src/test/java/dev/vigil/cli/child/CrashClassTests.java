package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.ProcessEnd.Kind;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to die, provoked in a real executor with the real library under the worker's own supervision. */
@Timeout(120)
final class CrashClassTests {
    private static final List<String> ASKED = List.of("survival", "repeat");
    private static final String CULPRIT = "libvigil_fault_proxy.so+0x";
    private static final long MEMORY_BYTES = 1L << 30;
    private static final int CASE_SECONDS = 4;
    private static final UnitLimits LIMITS = new UnitLimits(100, CASE_SECONDS, MEMORY_BYTES);
    private static final int EXIT_CODE = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "SEGV,           SEGMENTATION_FAULT",
        "SEGV_THREAD,    SEGMENTATION_FAULT",
        "BUS,            BUS_ERROR",
        "FPE,            FLOATING_POINT_EXCEPTION",
        "ILL,            ILLEGAL_INSTRUCTION",
        "ABORT,          ABORT",
        "STACK_OVERFLOW, STACK_OVERFLOW",
    })
    void endIsToldApartWithTheFramesOfTheCulprit(Fault.Kind fault, Kind kind) throws Exception {
        ProcessEnd end = endOf(fault);
        assertEquals(kind, end.kind(), end.toString());
        assertTrue(end.frames().stream().anyMatch(frame -> frame.startsWith(CULPRIT)), end.toString());
        assertTrue(end.blamesBuild());
    }

    @Test
    void hangIsEndedByUsAndItsStackTakenBefore() throws Exception {
        ProcessEnd end = endOf(Fault.Kind.HANG);
        assertEquals(Kind.HANG, end.kind(), end.toString());
        assertTrue(end.detail().contains("in invoke for more than " + CASE_SECONDS + " s"), end.detail());
        Assumptions.assumeFalse(
                end.detail().contains("neither eu-stack nor gdb is here"),
                "neither eu-stack nor gdb is on the path, so no stack of a hang was taken");
        assertTrue(end.frames().stream().anyMatch(frame -> frame.startsWith(CULPRIT)), end.toString());
    }

    @Test
    void exitIsNoSignal() throws Exception {
        ProcessEnd end = endOf(Fault.Kind.EXIT);
        assertEquals(Kind.EXIT, end.kind(), end.toString());
        assertEquals(EXIT_CODE, end.exitCode());
        assertEquals(0, end.signal());
    }

    @Test
    void memoryOverItsLimitIsNoOrdinaryKill() throws Exception {
        ProcessEnd end = endOf(Fault.Kind.MEMORY);
        assertEquals(Kind.OUT_OF_MEMORY, end.kind(), end.toString());
        assertTrue(end.residentBytes() > MEMORY_BYTES, end.toString());
        assertTrue(end.detail().contains("1024 MiB allowed"), end.detail());
    }

    @Test
    void exceptionOnAnotherThreadIsAnAbortWithItsLastWords() throws Exception {
        ProcessEnd end = endOf(Fault.Kind.THROW_THREAD);
        assertEquals(Kind.ABORT, end.kind(), end.toString());
        assertTrue(end.frames().stream().anyMatch(frame -> frame.startsWith(CULPRIT)), end.toString());
        assertTrue(end.stderr().contains("nobody catches this"), end.toString());
        assertTrue(end.detail().contains("nobody catches this"), end.detail());
    }

    /** Runs a spoiled case between two innocent ones, and makes sure that only the spoiled one is blamed. */
    private ProcessEnd endOf(Fault.Kind kind) throws Exception {
        ProcessSettings settings = faulty(new Fault(kind, "elemwise_mul", 0));
        try (SupervisedContext context = new SupervisedContext(Built.faulty(), folder);
                ExecutorClient client = new ExecutorClient(context, LIMITS, Oracles.all())) {
            List<Outcome> outcomes = client.run(List.of(
                    task(1, "elemwise_add", settings, 20),
                    task(2, "elemwise_mul", settings, 1),
                    task(3, "elemwise_sub", settings, 20)));
            assertEquals(20, outcomes.get(0).accepted());
            assertEquals(20, outcomes.get(2).accepted());
            assertEquals(1, client.crashes());
            assertEquals(List.of(), client.takeFaults());
            Judged judged = outcomes.get(1).notable().get(0);
            assertNotEquals(0, judged.verdicts().size());
            assertTrue(judged.observation() instanceof Observation.Died, judged.toString());
            Observation.Died died = (Observation.Died) judged.observation();
            assertEquals("base/invoke", died.during());
            return died.end();
        }
    }

    private static ProcessSettings faulty(Fault fault) {
        ProcessSettings plain = ProcessSettings.plain("cpu");
        return plain.withEnvironment(new TreeMap<>(fault.environment()));
    }

    private static Task task(long id, String operator, ProcessSettings settings, int count) {
        Input.Array left = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, -1, 1));
        Input.Array right = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(2, -1, 1));
        Case call = new Case(settings, List.of(Step.of(operator, new TreeMap<>(), List.of(left, right))));
        return new Task(id, call, Intent.VALID, 0, count, ASKED, true);
    }
}
