package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault shows the way it should, and only at the operator it names. */
final class FaultProxyTests {
    private static final String RIGHT = "add [11.0, 22.0]";
    private static final long PATIENCE_SECONDS = 60;
    private static final int KILLED_BY_ABORT = 134;
    private static final int KILLED = -1;

    /** Not the temporary folder: JUnit warns about each link in one. */
    private static final Path PROXIES = Path.of("target", "fault-proxies").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void otherOperatorsFallThrough() throws Exception {
        Child.End end = run(RealLibraries.first(), Fault.Kind.SEGV, "Concat", 0);
        assertEquals(0, end.code(), end.output());
        assertEquals(3, end.output().lines().filter(RIGHT::equals).count(), end.output());
    }

    @Test
    void wrongValuesBeginAfterTheGivenCalls() throws Exception {
        List<String> sums = sums(run(RealLibraries.first(), Fault.Kind.WRONG_VALUE, "elemwise_add", 1));
        assertEquals(List.of(RIGHT, "add [23.0, 22.0]", "add [23.0, 22.0]"), sums);
    }

    @Test
    void nanAppears() throws Exception {
        List<String> sums = sums(run(RealLibraries.first(), Fault.Kind.NAN, "elemwise_add", 0));
        assertEquals("add [NaN, 22.0]", sums.get(0));
    }

    @Test
    void nondeterminismDiffersFromCallToCall() throws Exception {
        List<String> sums = sums(run(RealLibraries.first(), Fault.Kind.NONDETERMINISM, "elemwise_add", 0));
        assertEquals(List.of(RIGHT, "add [23.0, 22.0]", RIGHT), sums);
    }

    @Test
    void chanceSpoilsCallsWithoutPattern() throws Exception {
        List<String> first = sums(run(RealLibraries.first(), Fault.Kind.CHANCE, "elemwise_add", 0));
        assertEquals(List.of("add [23.0, 22.0]", "add [23.0, 22.0]", "add [23.0, 22.0]"), first);
        // Two coins later they fall otherwise.
        List<String> later = sums(run(RealLibraries.first(), new Fault(Fault.Kind.CHANCE, "elemwise_add", 0, 2, "")));
        assertEquals(List.of("add [23.0, 22.0]", RIGHT, RIGHT), later);
    }

    @Test
    void errorsShowAtTheCallAndLeakedOnesAtTheNext() throws Exception {
        Child.End failed = run(RealLibraries.first(), Fault.Kind.ERROR, "elemwise_add", 2);
        assertEquals(
                "add failed: vigil fault: this call was told to fail",
                sums(failed).get(2));
        Child.End leaked = run(RealLibraries.first(), Fault.Kind.ERROR_LEAK, "elemwise_add", 0);
        assertEquals(RIGHT, sums(leaked).get(0));
        assertTrue(leaked.output().contains("square failed: vigil fault"), leaked.output());
    }

    @Test
    void crashesEndTheProcess() throws Exception {
        for (Fault.Kind kind : List.of(Fault.Kind.SEGV, Fault.Kind.FPE, Fault.Kind.ABORT)) {
            Child.End end = run(RealLibraries.first(), kind, "elemwise_add", 0);
            assertEquals(KILLED_BY_ABORT, end.code(), kind + ": " + end.output());
            assertFalse(end.output().contains("done"));
        }
        assertEquals(
                3,
                run(RealLibraries.first(), Fault.Kind.EXIT, "elemwise_add", 0).code());
        int overflow = run(RealLibraries.first(), Fault.Kind.STACK_OVERFLOW, "elemwise_add", 0)
                .code();
        assertTrue(overflow > 128, "exit code " + overflow);
    }

    @Test
    void hangStaysUntilKilled() throws Exception {
        Map<String, String> environment = environment(new Fault(Fault.Kind.HANG, "elemwise_add", 0));
        Path proxy = FaultProxy.install(RealLibraries.first(), PROXIES.resolve("first"));
        Child.End end = Child.run(folder, Child.thisJava(), AddMain.class, environment, 5, proxy.toString());
        assertEquals(KILLED, end.code(), end.output());
    }

    @Test
    void secondInterfaceIsSpoiledToo() throws Exception {
        List<String> sums = sums(run(RealLibraries.second(), Fault.Kind.WRONG_VALUE, "elemwise_add", 0));
        assertEquals("add [23.0, 22.0]", sums.get(0));
    }

    @Test
    void installingTwiceGivesTheSameTarget() {
        Path first = FaultProxy.install(RealLibraries.first(), PROXIES.resolve("first"));
        assertEquals(first, FaultProxy.install(RealLibraries.first(), PROXIES.resolve("first")));
    }

    private static List<String> sums(Child.End end) {
        assertEquals(0, end.code(), end.output());
        return end.output().lines().filter(line -> line.startsWith("add ")).toList();
    }

    private Child.End run(Path library, Fault.Kind kind, String operator, long after) throws Exception {
        return run(library, new Fault(kind, operator, after));
    }

    private Child.End run(Path library, Fault fault) throws Exception {
        Path proxy = FaultProxy.install(library, PROXIES.resolve(Integer.toHexString(library.hashCode())));
        Map<String, String> environment = environment(fault);
        return Child.run(folder, Child.thisJava(), AddMain.class, environment, PATIENCE_SECONDS, proxy.toString());
    }

    private static Map<String, String> environment(Fault fault) {
        Map<String, String> environment = new HashMap<>(fault.environment());
        environment.put("MXNET_ENGINE_TYPE", "NaiveEngine");
        return environment;
    }
}
