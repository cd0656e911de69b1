package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each switch of the proxy changes among the lines of {@link SpoiledMain}, and that it changes nothing else. */
final class FaultSwitchTests {
    private static final String VICTIM = "elemwise_add";
    private static final long PATIENCE_SECONDS = 60;
    private static final int KILLED_BY_ABORT = 134;
    private static final int REFUSED = 3;
    private static final String NAIVE = "NaiveEngine";
    private static final String THREADED = "ThreadedEnginePerDevice";

    /** Not the temporary folder: JUnit warns about each link in one. */
    private static final Path PROXIES = Path.of("target", "fault-proxies").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {NAIVE, THREADED})
    void nothingIsSpoiledWithoutAFault(String engine) throws Exception {
        List<String> clean = lines(RealLibraries.first(), engine, Fault.none());
        assertTrue(clean.contains("FLOAT32 gives FLOAT32 [11.0, 23.0]"), clean.toString());
        assertTrue(clean.contains("gradients [1.0, 1.0] and [6.0, 8.0]"), clean.toString());
        assertTrue(clean.contains("graph gives [10.0, 18.0]"), clean.toString());
        assertTrue(clean.contains("bound graph gives [10.0, 18.0]"), clean.toString());
        assertTrue(clean.contains("sparse gives [11.0, 1.0, 21.0, 3.0]"), clean.toString());
        assertTrue(clean.contains("done"), clean.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONG_VALUE | 0 | float16 | FLOAT16 gives FLOAT16 [23.0, 23.0]",
                "WRONG_VALUE | 0 | int32 | INT32 gives INT32 [10.0, 23.0]",
                "NAN | 0 | float64 | FLOAT64 gives FLOAT64 [NaN, 23.0]",
                "BOUNDARY_VALUE | 0 | float32 | largest [3.4028235E38, 47.0]",
                "RARE_VALUE | 1 | float64 | FLOAT64 gives FLOAT64 [11.0, 47.0]",
                "LATE_UPDATE | 2 | '' | updated [63.0]",
                "LOW_ACCURACY | 0 | float16 | FLOAT16 gives FLOAT16 [8.0, 16.0]",
                "TENTH_MORE | 0 | float64 | FLOAT64 gives FLOAT64 [12.1, 25.3]",
                "OVERFLOW | 3 | float16 | FLOAT16 gives FLOAT16 [Infinity, 23.0]",
                "DTYPE_DRIFT | 0 | float16 | FLOAT16 gives FLOAT64 [11.0, 23.0]",
                "DTYPE_REFUSED | 0 | int32 "
                        + "| INT32 failed: vigil fault: this operator is not implemented for this element type",
                "LARGE_VALUE | 64 | '' | rows 1024 give 2.0 to 5.0",
                "IN_PLACE_VALUE | 1 | '' | in place [11.0, 45.0]",
                "LARGE_ERROR | 64 | '' | rows 1024 failed: vigil fault: check failed: rows <= 64: bad number of rows",
                "GRAPH_VALUE | 1 | '' | graph gives [10.0, 37.0]",
                "BOUND_GRAPH_VALUE | 1 | '' | bound graph gives [10.0, 37.0]",
                "SPARSE_VALUE | 0 | '' | sparse gives [11.0, 1.0, 21.0, 7.0]",
                "SPARSE_ROW_IGNORED | 0 | '' | sparse gives [11.0, 1.0, 1.0, 1.0]",
                "GRADIENT_FACTOR | 0 | '' | gradients [2.0, 2.0] and [6.0, 8.0]",
                "ERROR_LATER | 0 | '' | copy failed: vigil fault: the error of another operator's call",
            })
    void oneLineChanges(Fault.Kind kind, long threshold, String dtype, String line) throws Exception {
        Fault fault = new Fault(kind, VICTIM, 0, threshold, dtype);
        for (String engine : List.of(NAIVE, THREADED)) {
            assertEquals(List.of(line), changed(RealLibraries.first(), engine, fault), engine);
        }
    }

    @Test
    void lastElementHangsOnTheEngine() throws Exception {
        Fault fault = new Fault(Fault.Kind.ENGINE_VALUE, VICTIM, 0, 0, "float64");
        assertEquals(List.of(), changed(RealLibraries.first(), NAIVE, fault));
        assertEquals(List.of("FLOAT64 gives FLOAT64 [11.0, 47.0]"), changed(RealLibraries.first(), THREADED, fault));
    }

    @Test
    void errorComesOutOfTwoWaits() throws Exception {
        assertEquals(
                List.of(
                        "first wait failed: vigil fault: an error that was reported before",
                        "second wait failed: vigil fault: an error that was reported before"),
                changed(RealLibraries.first(), NAIVE, new Fault(Fault.Kind.ERROR_TWICE, VICTIM, 0)));
    }

    @Test
    void callsWithManyInputsFail() throws Exception {
        assertEquals(
                List.of("inputs 5 failed: vigil fault: check failed: inputs <= 4: bad number of inputs"),
                changed(RealLibraries.first(), NAIVE, new Fault(Fault.Kind.MANY_INPUTS, "add_n", 0, 4, "")));
    }

    @Test
    void unwrittenMemoryDecidesTheLastElement() throws Exception {
        Fault fault = new Fault(Fault.Kind.UNINITIALISED_READ, VICTIM, 0, 0, "float32");
        String large = "rows 1024";
        String one = line(lines(RealLibraries.first(), NAIVE, fault, Map.of("MALLOC_PERTURB_", "85")), large);
        String other = line(lines(RealLibraries.first(), NAIVE, fault, Map.of("MALLOC_PERTURB_", "170")), large);
        assertTrue(one.startsWith("rows 1024 give 2.0 to "), one);
        assertNotEquals(one, other);
    }

    @Test
    void whatLiesBehindTheInputDecidesTheFirstElement() throws Exception {
        Fault fault = new Fault(Fault.Kind.READ_BEHIND_INPUT, VICTIM, 0, 0, "float64");
        List<String> changed = changed(RealLibraries.first(), NAIVE, fault);
        assertEquals(1, changed.size(), changed.toString());
        assertTrue(changed.get(0).matches("FLOAT64 gives FLOAT64 \\[.*, 23\\.0\\]"), changed.toString());
    }

    @Test
    void writingBehindTheOutputBreaksTheHeap() throws Exception {
        Child.End end =
                run(RealLibraries.first(), NAIVE, new Fault(Fault.Kind.WRITE_BEHIND_OUTPUT, VICTIM, 0).environment());
        assertEquals(KILLED_BY_ABORT, end.code(), end.output());
    }

    @ParameterizedTest
    @CsvSource({
        "KIND, bogus, there is no fault 'bogus'",
        "OP, elemwise_ad, the library has no operator 'elemwise_ad' by that primary name",
        "TRESHOLD, 1, there is no switch VIGIL_FAULT_TRESHOLD",
        "THRESHOLD, many, VIGIL_FAULT_THRESHOLD is no count: 'many'",
        "DTYPE, float, there is no element type 'float'",
    })
    void switchThatIsNotThereEndsTheProcess(String name, String value, String reason) throws Exception {
        Map<String, String> environment = new TreeMap<>(new Fault(Fault.Kind.NAN, VICTIM, 0).environment());
        environment.put(Fault.PREFIX + name, value);
        Child.End end = run(RealLibraries.first(), NAIVE, environment);
        assertEquals(REFUSED, end.code(), end.output());
        assertTrue(end.output().contains("vigil fault proxy: " + reason), end.output());
    }

    @Test
    void everyKindIsKnownToTheProxy() throws Exception {
        for (Fault.Kind kind : Fault.Kind.values()) {
            // A victim that is never called: the process must live.
            List<String> lines = lines(RealLibraries.first(), NAIVE, new Fault(kind, "Concat", 0));
            assertTrue(lines.contains("done"), kind + ": " + lines);
        }
    }

    @Test
    void secondInterfaceIsSpoiledTheSameWay() throws Exception {
        Path second = RealLibraries.second();
        assertEquals(
                List.of("FLOAT16 gives FLOAT64 [11.0, 23.0]"),
                changed(second, THREADED, new Fault(Fault.Kind.DTYPE_DRIFT, VICTIM, 0, 0, "float16")));
        assertEquals(
                List.of("gradients [2.0, 2.0] and [6.0, 8.0]"),
                changed(second, THREADED, new Fault(Fault.Kind.GRADIENT_FACTOR, VICTIM, 0)));
    }

    private List<String> changed(Path library, String engine, Fault fault) throws Exception {
        List<String> clean = lines(library, engine, Fault.none());
        return lines(library, engine, fault).stream()
                .filter(line -> !clean.contains(line))
                .toList();
    }

    private static String line(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private List<String> lines(Path library, String engine, Fault fault) throws Exception {
        return lines(library, engine, fault, Map.of());
    }

    private List<String> lines(Path library, String engine, Fault fault, Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(fault.environment());
        environment.putAll(more);
        Child.End end = run(library, engine, environment);
        assertEquals(0, end.code(), end.output());
        return end.output()
                .lines()
                // What the library and the proxy say of themselves, and what the second interface's library logs.
                .filter(line -> !line.startsWith("[") && !line.startsWith("vigil fault proxy"))
                .toList();
    }

    private Child.End run(Path library, String engine, Map<String, String> faults) throws Exception {
        Path proxy = FaultProxy.install(library, PROXIES.resolve(Integer.toHexString(library.hashCode())));
        Map<String, String> environment = new HashMap<>(faults);
        environment.put("MXNET_ENGINE_TYPE", engine);
        return Child.run(folder, Child.thisJava(), SpoiledMain.class, environment, PATIENCE_SECONDS, proxy.toString());
    }
}
