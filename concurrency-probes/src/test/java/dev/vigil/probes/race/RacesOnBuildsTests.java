package dev.vigil.probes.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.FaultProxy;
import dev.vigil.binding.PlantedRace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each probe is silent on real builds and sees the race that is planted for it. The long form is {@code vigil run concurrency}. */
final class RacesOnBuildsTests {
    private static final String SECOND = "VIGIL_MXNET2_LIB";
    private static final int FORBIDDEN = 1;
    private static final int BAD_INPUT = 2;
    private static final int LEFT = 5;
    private static final int ABORTED = 134;
    private static final int SEGMENTATION_FAULT = 139;

    private static final String PROFILER = "profiler-of-calls";
    private static final String SHARED_FAILURE = "error-of-shared-array";

    /** Not the temporary folder: JUnit warns about each link in one. */
    private static final Path PROXIES = Path.of("target", "race-proxies").toAbsolutePath();

    /** Faults of the builds themselves, each with a test of its own below. */
    private static final Set<String> KNOWN_FAULTS = Set.of(PROFILER, "wait-at-shutdown", SHARED_FAILURE);

    private static final String CLEAN_ROUNDS = "15";
    private static final String PLANTED_ROUNDS = "40";
    private static final int STARTS_MAX = 6;

    @ParameterizedTest
    @MethodSource("withoutKnownFaults")
    void aRealBuildShowsNothingForbidden(String probe) throws Exception {
        assertClean(first(), probe, Map.of());
    }

    @ParameterizedTest
    @MethodSource("withoutKnownFaults")
    void norDoesOneOfTheSecondKind(String probe) throws Exception {
        assertClean(second(), probe, Map.of());
    }

    @ParameterizedTest
    @MethodSource("probes")
    void aPlantedRaceIsSeen(String probe) throws Exception {
        PlantedRace race = plantedFor(probe);
        List<String> played =
                arguments(FaultProxy.installRaces(first(), PROXIES.resolve("first")), probe, PLANTED_ROUNDS);
        RaceRun run = RaceRun.start(played, race.environment());
        // Some have one round in a process, which chance may spare.
        for (int start = 1; start < STARTS_MAX && run.exit() == 0; start++) {
            run = RaceRun.start(played, race.environment());
        }
        if (race == PlantedRace.SHUTDOWN_HANGS) {
            assertEquals(LEFT, run.exit(), run.text());
            assertFalse(run.report().stalls().isEmpty(), run.text());
        } else if (!endedByTheBuild(probe, run)) {
            assertEquals(FORBIDDEN, run.exit(), run.text());
            assertTrue(run.report().seen(Grade.FORBIDDEN).findAny().isPresent(), run.text());
        }
    }

    @Test
    void theProxyWithoutARaceIsTheBuild() throws Exception {
        assertClean(
                FaultProxy.installRaces(first(), PROXIES.resolve("first")),
                "read-by-operation",
                PlantedRace.NONE.environment());
    }

    @Test
    void aRaceThatDoesNotExistEndsTheProcessWhileItLoads() throws Exception {
        RaceRun run = RaceRun.start(
                arguments(FaultProxy.installRaces(first(), PROXIES.resolve("first")), "gradients", "1"),
                Map.of(PlantedRace.VARIABLE, "no-such-race"));
        assertTrue(run.text().contains("there is no race 'no-such-race'"), run.text());
        assertTrue(run.report().counts().isEmpty(), run.text());
    }

    @Test
    void aCrashIsNoOutcome() throws Exception {
        RaceRun run = RaceRun.start(
                arguments(FaultProxy.installRaces(first(), PROXIES.resolve("first")), "two-writers", PLANTED_ROUNDS),
                PlantedRace.CRASH_TOGETHER.environment());
        assertEquals(ABORTED, run.exit(), run.text());
        assertFalse(run.report().ended(), run.text());
        assertFalse(run.report().operators().isEmpty(), run.text());
    }

    @Test
    void aSoakSeesALostWakeUp() throws Exception {
        RaceRun run = RaceRun.start(
                arguments(FaultProxy.installRaces(first(), PROXIES.resolve("first")), "soak", PLANTED_ROUNDS, "30"),
                PlantedRace.LOST_WAKE_UP.environment());
        if (!soakEndedByTheBuild(run)) {
            assertEquals(LEFT, run.exit(), run.text());
            assertTrue(run.report().stalls().get(0).contains("stand at step"), run.text());
            assertTrue(
                    run.report().counts().stream().anyMatch(RaceReport.Count::seen),
                    "what was counted before is there");
        }
    }

    @Test
    void aSoakOfARealBuildHasNoStall() throws Exception {
        RaceRun run = RaceRun.start(arguments(first(), "soak", "1", "2"), Map.of());
        assertEquals(List.of(), run.report().stalls(), run.text());
        if (!soakEndedByTheBuild(run)) {
            assertTrue(run.report().ended(), run.text());
            assertTrue(run.report().rounds() >= 20, run.text());
        }
    }

    /**
     * The engine drops what it was to run: whoever waits while another thread announces the end waits for ever, or, having come a
     * little later, returns with nothing done.
     */
    @Test
    void announcingTheEndLeavesWorkUndone() throws Exception {
        RaceRun run = RaceRun.start(arguments(first(), "wait-at-shutdown", "1"), Map.of());
        if (run.exit() == LEFT) {
            assertTrue(run.report().stalls().get(0).startsWith("wait-at-shutdown: threads"), run.text());
        } else {
            assertEquals(
                    "undone",
                    run.report().seen(Grade.FORBIDDEN).findFirst().orElseThrow().outcome(),
                    run.text());
        }
    }

    /** A call that began before the profiler was switched on ends with a failed check, which leaves the C function as an exception. */
    @Test
    void switchingTheProfilerOnThrowsOutOfOtherCalls() throws Exception {
        RaceRun run = RaceRun.start(arguments(first(), PROFILER, "300"), Map.of());
        if (!endedByTheBuild(PROFILER, run)) {
            RaceReport.Count seen =
                    run.report().seen(Grade.FORBIDDEN).findFirst().orElseThrow();
            assertEquals("escaped", seen.outcome(), run.text());
            assertTrue(seen.first().contains("Check failed"), run.text());
        }
    }

    /** Two threads that wait for one failed array now and then release its exception twice, which the process may or may not bear. */
    @Test
    void aFailureOfASharedArrayIsToldUnlessItEndsTheProcess() throws Exception {
        assertCleanUnlessEnded(RaceRun.start(arguments(first(), SHARED_FAILURE, CLEAN_ROUNDS), Map.of()));
    }

    @Test
    void soItIsByOneOfTheSecondKind() throws Exception {
        assertCleanUnlessEnded(RaceRun.start(arguments(second(), SHARED_FAILURE, CLEAN_ROUNDS), Map.of()));
    }

    private static void assertCleanUnlessEnded(RaceRun run) {
        if (!endedByTheBuild(SHARED_FAILURE, run)) {
            assertClean(run);
        }
    }

    /**
     * Where the exception of {@code profiler-of-calls} meets a function that may not throw, the process ends instead; one that is released
     * twice is found by the allocator, or not.
     */
    private static boolean endedByTheBuild(String probe, RaceRun run) {
        return switch (probe) {
            case PROFILER -> run.exit() == ABORTED;
            case SHARED_FAILURE -> run.exit() == ABORTED || run.exit() == SEGMENTATION_FAULT;
            default -> false;
        };
    }

    @Test
    void everyProbeIsInTheDocs() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "races.md"));
        for (RaceProbe probe : RaceReport.parseList(RaceRun.list())) {
            assertTrue(
                    page.contains("| `" + probe.name() + "` | " + probe.question() + " |"),
                    "docs/races.md has no row, or another question, for " + probe.name());
        }
    }

    @Test
    void badInputIsSaidInOneLine() throws Exception {
        assertBad(List.of(first().toString(), "no-such-probe"), "there is no probe 'no-such-probe'");
        assertBad(List.of("/no/libmxnet.so", "gradients"), "cannot load /no/libmxnet.so");
        assertBad(
                List.of(first().toString(), "gradients", "--threads", "1"), "--threads wants a whole number from 2 on");
        assertBad(List.of(first().toString(), "gradients", "--rounds", "many"), "--rounds wants a whole number");
    }

    /** A soak plays every probe. */
    private static boolean soakEndedByTheBuild(RaceRun run) {
        return endedByTheBuild(PROFILER, run) || endedByTheBuild(SHARED_FAILURE, run);
    }

    private static void assertBad(List<String> arguments, String reason) throws Exception {
        RaceRun run = RaceRun.start(arguments, Map.of());
        assertEquals(BAD_INPUT, run.exit(), run.text());
        assertTrue(run.text().contains(reason), run.text());
        assertEquals(1, run.text().lines().count(), run.text());
    }

    private static void assertClean(Path library, String probe, Map<String, String> environment) throws Exception {
        assertClean(RaceRun.start(arguments(library, probe, CLEAN_ROUNDS), environment));
    }

    private static void assertClean(RaceRun run) {
        assertEquals(0, run.exit(), run.text());
        assertEquals(List.of(), run.report().seen(Grade.FORBIDDEN).toList(), run.text());
        assertTrue(
                run.report().seen(Grade.ACCEPTABLE).findAny().isPresent()
                        || run.report().seen(Grade.INTERESTING).findAny().isPresent(),
                run.text());
        assertTrue(run.report().ended(), run.text());
    }

    private static List<String> arguments(Path library, String probe, String rounds) {
        return arguments(library, probe, rounds, "20");
    }

    private static List<String> arguments(Path library, String probe, String rounds, String seconds) {
        return List.of(
                library.toString(), probe, "--rounds", rounds, "--seconds", seconds, "--stall", "2", "--patience", "3");
    }

    private static PlantedRace plantedFor(String probe) {
        return Arrays.stream(PlantedRace.values())
                .filter(race -> race.probes().contains(probe))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no race is planted for " + probe));
    }

    static Stream<Arguments> probes() throws Exception {
        List<RaceProbe> probes = RaceReport.parseList(RaceRun.list());
        assertTrue(probes.size() >= 20, "probes: " + probes.size());
        assertEquals(
                probes.size(),
                new TreeSet<>(probes.stream().map(RaceProbe::name).toList()).size(),
                "names are unique");
        return probes.stream().map(RaceProbe::name).map(Arguments::of);
    }

    static Stream<Arguments> withoutKnownFaults() throws Exception {
        return probes().filter(probe -> !KNOWN_FAULTS.contains(String.valueOf(probe.get()[0])));
    }

    private static Path first() {
        Path library = Path.of(System.getProperty("vigil.test.mxnet"));
        assertTrue(Files.exists(library), library + " is missing; Maven unpacks it for native");
        return library;
    }

    private static Path second() {
        @Nullable String given = System.getenv(SECOND);
        if (given == null) {
            Assumptions.abort(SECOND + " names no libmxnet.so of 2.x");
        }
        return Path.of(String.valueOf(given));
    }
}
