package dev.vigil.probes.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.leaks.Measured.Measure;
import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.Place;
import dev.vigil.probes.watch.Stacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures written by hand: no process and no library. */
final class LeakJudgeTests {
    private static final double[] ITERATIONS =
            IntStream.rangeClosed(0, 20).mapToDouble(i -> 32.0 * i).toArray();
    private static final Place RUNTIME = new Place("", "/lib/libstdc++.so.6", 0x10);
    private static final Place LIBRARY = new Place("", "/opt/libsome.so", 0x1234);
    private static final Place CALLER = new Place("", "/opt/libsome.so", 0x9999);
    private static final Place OTHER_CALLER = new Place("", "/opt/libsome.so", 0x8888);
    private static final Place OURS = new Place("", "/tmp/vigil-leak", 0x1);

    private final Sites sites = new Sites(new Stacks(new ElfSymbols()::function));
    private final LeakJudge judge = new LeakJudge(sites);

    private static double[] bytes(IntToDoubleFunction value) {
        return IntStream.rangeClosed(0, 20).mapToDouble(value).toArray();
    }

    private static Measure taken(List<Place> stack, IntToDoubleFunction control, IntToDoubleFunction action) {
        double[] loop = bytes(action);
        return new Measure("", stack, bytes(control), loop, loop[20]);
    }

    private static Measured measured(Measure... measures) {
        return new Measured(true, ITERATIONS, List.of(measures));
    }

    private List<Growth> judged(Action action, Measure... measures) {
        return judge.judge(action, measured(measures));
    }

    @Test
    void growthThatGoesOnIsLeakAtItsAllocatingPlace() {
        List<Growth> growths =
                judged(Action.CALL, taken(List.of(RUNTIME, LIBRARY, CALLER, OURS), i -> 0, i -> 64 * ITERATIONS[i]));

        assertEquals(1, growths.size());
        assertEquals(Growth.Kind.LEAK, growths.get(0).kind());
        assertEquals("libsome.so+0x1234", growths.get(0).site());
        assertEquals(64, growths.get(0).slope().value());
    }

    @Test
    void stacksWithOneAllocatingPlaceAreOneLeak() {
        List<Growth> growths = judged(
                Action.CALL,
                taken(List.of(LIBRARY, CALLER), i -> 0, i -> 64 * ITERATIONS[i]),
                taken(List.of(LIBRARY, OTHER_CALLER), i -> 0, i -> 16 * ITERATIONS[i]));

        assertEquals(1, growths.size());
        assertEquals(80, growths.get(0).slope().value());
        assertEquals(CALLER, growths.get(0).stack().get(1));
    }

    private static final Map<Place, String> NAMES = Map.of(
            new Place("", "/opt/libbig.so", 0x10), "_ZN3big6ThingsC1Ev",
            new Place("", "/opt/libbig.so", 0x14), "_ZN3big6ThingsC1Ev",
            new Place("", "/opt/libbig.so", 0x20), "_ZN3big5AllocEm",
            new Place("", "/opt/libbig.so", 0x30), "_ZN3big3GetEv",
            new Place("", "/opt/libbig.so", 0x34), "_ZN3big3GetEv");

    private static Place big(long offset) {
        return new Place("", "/opt/libbig.so", offset);
    }

    private static List<Growth> named(Measure... measures) {
        return new LeakJudge(new Sites(new Stacks(place -> NAMES.getOrDefault(place, ""))))
                .judge(Action.CALL, measured(measures));
    }

    @Test
    void partsOfOneObjectAreOneLeakByItsConstructor() {
        List<Growth> growths = named(
                taken(List.of(RUNTIME, big(0x20), big(0x14), big(0x30), OURS), i -> 0, i -> 4000 * ITERATIONS[i]),
                taken(List.of(RUNTIME, big(0x10), big(0x30), OURS), i -> 0, i -> 48 * ITERATIONS[i]));

        assertEquals(1, growths.size(), growths.toString());
        assertEquals("_ZN3big6ThingsC1Ev", growths.get(0).site());
        assertEquals(4048, growths.get(0).slope().value());
        assertEquals(List.of(big(0x14), big(0x30), OURS), growths.get(0).stack());
    }

    @Test
    void whatGrowsOutOfStepOrInAnotherConstructionIsALeakOfItsOwn() {
        Measure whole = taken(List.of(big(0x10), big(0x30), OURS), i -> 0, i -> 4000 * ITERATIONS[i]);

        List<Growth> outOfStep = named(
                whole,
                taken(List.of(big(0x20), big(0x14), big(0x30), OURS), i -> 0, i -> 48 * Math.floor(i / 3.0) * i));
        List<Growth> elsewhere =
                named(whole, taken(List.of(big(0x20), big(0x14), big(0x34), OURS), i -> 0, i -> 48 * ITERATIONS[i]));

        assertEquals(2, outOfStep.size(), outOfStep.toString());
        assertEquals(2, elsewhere.size(), elsewhere.toString());
    }

    @Test
    void aCallerThatConstructsNothingJoinsNothing() {
        List<Growth> growths = named(
                taken(List.of(big(0x20), big(0x30), OURS), i -> 0, i -> 64 * ITERATIONS[i]),
                taken(List.of(LIBRARY, big(0x30), OURS), i -> 0, i -> 64 * ITERATIONS[i]));

        assertEquals(2, growths.size(), growths.toString());
    }

    @Test
    void growthOfTheControlIsNotTheActions() {
        assertEquals(
                List.of(),
                judged(
                        Action.THREAD,
                        taken(
                                List.of(LIBRARY),
                                i -> 64 * ITERATIONS[i],
                                i -> 64 * ITERATIONS[20] + 64 * ITERATIONS[i])));
    }

    @Test
    void cacheThatIsFullIsNoLeak() {
        List<Growth> growths =
                judged(Action.CALL, taken(List.of(LIBRARY), i -> 0, i -> 64 * Math.min(ITERATIONS[i], ITERATIONS[13])));

        assertEquals(
                List.of(Growth.Kind.ONCE), growths.stream().map(Growth::kind).toList());
    }

    @Test
    void fewStepsThatReachTheEndAskForLongerLoopAndFullCacheDoesNot() {
        Measure steps = taken(List.of(LIBRARY), i -> 0, i -> 248 * Math.floor(ITERATIONS[i] / 100));
        Measure full = taken(List.of(LIBRARY), i -> 0, i -> 64 * Math.min(ITERATIONS[i], ITERATIONS[10]));

        assertTrue(judged(Action.CALL, steps).get(0).suspicious());
        assertTrue(judged(Action.CALL, full).stream().noneMatch(Growth::suspicious));
    }

    @Test
    void whatComesBackWithThePoolIsNoLeak() {
        Measure grown = taken(List.of(LIBRARY), i -> 0, i -> 64 * ITERATIONS[i]);
        Measure emptied = new Measure("", grown.stack(), grown.control(), grown.action(), 0);

        assertEquals(
                Growth.Kind.POOL,
                judge.judge(Action.CALL, measured(emptied)).get(0).kind());
    }

    @Test
    void whatThreadsAndShapesKeepIsContextGrowth() {
        Measure grown = taken(List.of(LIBRARY), i -> 0, i -> 8 * ITERATIONS[i]);

        assertEquals(Growth.Kind.CONTEXT, judged(Action.SHAPES, grown).get(0).kind());
        assertEquals(Growth.Kind.CONTEXT, judged(Action.THREAD, grown).get(0).kind());
    }

    @Test
    void ourOwnMemoryAndOneBlockAreNothing() {
        assertEquals(
                List.of(),
                judged(
                        Action.CALL,
                        taken(List.of(RUNTIME, OURS, LIBRARY), i -> 0, i -> 64 * ITERATIONS[i]),
                        taken(List.of(LIBRARY), i -> 0, i -> i < 5 ? 0 : 4096)));
    }

    @Test
    void processGrowsWithoutStackOnlyWhenNoStackExplainsIt() {
        Measure resident =
                new Measure(Measured.RESIDENT, List.of(), bytes(i -> 1e8), bytes(i -> 1e8 + 8192 * ITERATIONS[i]), 2e8);

        List<Growth> alone = judged(Action.CALL, resident);
        assertEquals(
                List.of(Measured.RESIDENT), alone.stream().map(Growth::site).toList());

        List<Growth> explained =
                judged(Action.CALL, resident, taken(List.of(LIBRARY), i -> 0, i -> 8000 * ITERATIONS[i]));
        assertEquals(
                List.of("libsome.so+0x1234"),
                explained.stream().map(Growth::site).toList());
    }

    @Test
    void noiseOfPagesIsNothing() {
        assertEquals(
                List.of(),
                judged(
                        Action.CALL,
                        new Measure(
                                Measured.RESIDENT,
                                List.of(),
                                bytes(i -> 1e8),
                                bytes(i -> 1e8 + 4096 * (i * 7 % 11) + 100 * i),
                                1e8)));
    }

    @Test
    void longerRunConfirmsOnlyWhatGoesOnAboutAsFast() {
        Growth first = judged(Action.CALL, taken(List.of(LIBRARY), i -> 0, i -> 64 * ITERATIONS[i]))
                .get(0);

        assertTrue(LeakJudge.confirmed(first, List.of(first)).isPresent());
        assertTrue(LeakJudge.confirmed(first, judged(Action.CALL, taken(List.of(LIBRARY), i -> 0, i -> ITERATIONS[i])))
                .isEmpty());
        assertTrue(LeakJudge.confirmed(
                        first, judged(Action.CALL, taken(List.of(CALLER), i -> 0, i -> 64 * ITERATIONS[i])))
                .isEmpty());
    }

    @Test
    void findingNamesBytesPlaceAndLine() {
        Growth leak = judged(
                        Action.FILES, taken(List.of(RUNTIME, LIBRARY, CALLER), i -> 0, i -> 1000 + 64 * ITERATIONS[i]))
                .get(0);

        Judged judged = new LeakVerdicts(sites).leak("@files", Action.FILES, leak);

        assertEquals("MXNDArrayLoad|leak|leak per array saved and loaded|libsome.so+0x1234", judged.signature());
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, judged.verdict());
        assertTrue(
                violated.observed()
                        .startsWith(
                                "64 bytes (64 to 64) per array saved and loaded stay for ever; taken in libsome.so+0x1234"),
                violated.observed());
        Observation.Grew grew = assertInstanceOf(Observation.Grew.class, judged.observation());
        assertEquals(List.of("libsome.so+0x1234", "libsome.so+0x9999"), grew.frames());
        assertEquals(0, grew.action().get(0));
        assertEquals(64 * 640, grew.action().get(20));
    }

    @Test
    void samplesAndPicturesAreReadTogether(@TempDir Path folder) throws IOException {
        StringBuilder samples = new StringBuilder("watch yes\n");
        StringBuilder heap = new StringBuilder();
        int told = 0;
        for (String phase : List.of("control", "action")) {
            for (int i = 0; i <= 4; i++) {
                long bytes = phase.equals("action") ? 100 + 64L * i : 100;
                samples.append("sample " + phase + " " + i + " rss 1000 malloc " + bytes + " gpu -1\n");
                heap.append("vigil-watch 1\nprocess 1 vigil-leak\nsnapshot 1 " + phase + "-" + i + "\n");
                if (told == 0 || bytes > 100) {
                    told++;
                    heap.append("site 7 " + bytes + " 1 " + told + (told == 1 ? " M1+0x10 M1+0x20" : "") + "\n");
                }
                heap.append("module M1 - /opt/libsome.so\nend\n");
            }
        }
        samples.append("sample emptied 4 rss 1000 malloc 356 gpu -1\nend call\n");
        heap.append("vigil-watch 1\nprocess 1 vigil-leak\nsnapshot 1 emptied-4\nmodule M1 - /opt/libsome.so\nend\n");
        Path samplesFile = Files.writeString(folder.resolve("samples.txt"), samples);
        Path heapFile = Files.writeString(folder.resolve("watch.heap"), heap);

        Measured measured = Measured.read(samplesFile, heapFile);

        assertTrue(measured.watched());
        Measure site = measured.measures().get(measured.measures().size() - 1);
        assertEquals(256, site.grown());
        assertEquals(356, site.emptied());
        assertEquals(100, site.control()[4]);
        assertEquals(
                List.of(0x10L, 0x20L), site.stack().stream().map(Place::offset).toList());
        assertEquals(
                List.of(Measured.RESIDENT, Measured.ALLOCATED),
                measured.measures().stream()
                        .map(Measure::name)
                        .filter(n -> !n.isEmpty())
                        .toList());
    }
}
