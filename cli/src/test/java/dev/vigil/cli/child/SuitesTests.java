package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.workers.slot.UnitEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests of others on a real slot: every way to end, and none that is not one. */
@Timeout(180)
final class SuitesTests {
    @RegisterExtension
    private final OneSlot worker = new OneSlot();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @Test
    void everyEndOfPytestIsToldApart() throws Exception {
        worker.reopen(Built.quiet().with(OutsideSuites.environment(List.of(), "pytest")));
        Path folder = OutsideSuites.pytest(work);
        String suite = "pytest:" + folder;

        Map<String, Subject> described = described(suite);
        assertEquals(
                "it is not collected: ModuleNotFoundError: No module named 'no_such_module'",
                reason(described.get("test_broken.py")));
        assertEquals("it skips itself: Skipped: another system", reason(described.get("test_elsewhere.py")));
        List<String> tests = direct(described);
        assertEquals(7, tests.size(), tests.toString());

        UnitResult learned = done(unit(WorkUnit.Task.LEARN, tests, List.of(), 0, 24, null));
        assertEquals(
                List.of(new Subject(
                        suite + "::test_ends.py::test_skipped", Subject.Kind.EXCLUDED, "it skips itself: not here")),
                learned.subjects());
        Map<String, Knowledge> known =
                learned.knowledge().stream().collect(Collectors.toMap(Knowledge::subject, one -> one));
        String hangs = suite + "::test_ends.py::test_hangs";
        assertTrue(known.containsKey(hangs), "one that hangs at once is known as such: " + learned);

        UnitResult explored =
                done(unit(WorkUnit.Task.EXPLORE, List.copyOf(known.keySet()), learned.knowledge(), 24, 60, null));
        Map<String, Candidate> found = new TreeMap<>();
        explored.candidates().forEach(c -> found.put(last(String.valueOf(c.operator())), c));
        assertEquals(
                Map.of(
                        "test_crashes", FaultClass.CRASH,
                        "test_depends_on_its_seed[a/b]", FaultClass.OTHER,
                        "test_fails", FaultClass.OTHER,
                        "test_hangs", FaultClass.HANG,
                        "test_leaves", FaultClass.OTHER),
                found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().violation().fault())));
        assertTrue(explored.totals().balanced());
        assertTrue(
                counted(explored, "test_depends_on_its_seed[a/b]", "holds") > 0,
                explored.counters().toString());
        assertEquals(0, counted(explored, "test_passes", "violated"));
        assertEquals(List.of(), explored.faults());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of("test_broken.py", "test_elsewhere.py", "test_ends.py"),
                    left.map(file -> file.getFileName().toString()).sorted().toList(),
                    "nothing is written beside the tests");
        }

        Proof proof = Objects.requireNonNull(
                done(unit(WorkUnit.Task.PROVE, List.of(), List.of(), 0, 60, found.get("test_depends_on_its_seed[a/b]")))
                        .proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(5, proof.reproduced().runs(), "the same seed each time");
    }

    @Test
    void mxnetForPythonLoadsTheBuildUnderTest() throws Exception {
        String second = System.getenv("VIGIL_MXNET2_LIB");
        assumeTrue(second != null, "VIGIL_MXNET2_LIB names no 2.x build with mxnet for Python beside it");
        Path wheel =
                Objects.requireNonNull(Path.of(Objects.requireNonNull(second)).getParent());
        Path packages = Objects.requireNonNull(wheel.getParent());
        worker.reopen(Built.quiet().with(OutsideSuites.environment(List.of(packages), "pytest, numpy")));
        // Another name of the same file: not the one that the package would find by itself.
        Path library = Files.createDirectories(Built.cache().resolve("suites")).resolve("libmxnet.so");
        Files.deleteIfExists(library);
        Files.createSymbolicLink(library, Path.of(second));
        OutsideSuites.importing(work, library);

        UnitEnd end = worker.slot()
                .run(
                        unit(
                                WorkUnit.Task.EXPLORE,
                                List.of("pytest:" + work + "::test_import.py::test_build"),
                                List.of(new Knowledge(
                                        "pytest:" + work + "::test_import.py::test_build",
                                        1,
                                        "{\"tookMs\":5000,\"ended\":\"passed\"}")),
                                1,
                                120,
                                null),
                        new Target("2.x", "", library.toString(), List.of(wheel.toString())),
                        (cases, crashes, doing) -> {});
        UnitResult explored =
                assertInstanceOf(UnitEnd.Done.class, end, end.toString()).result();
        assertEquals(List.of(), explored.candidates());
        assertEquals(1, explored.totals().judged(), explored.toString());
    }

    @Test
    void programsLikeThoseOfGtestAreListedAndJudged() throws Exception {
        String suite = "gtest:" + OutsideSuites.gtest(work);
        Map<String, Subject> described = described(suite);
        List<String> tests = direct(described);
        assertEquals(
                List.of("Ends.Aborts", "Ends.DISABLED_Off", "Ends.Fails", "Ends.Passes"),
                tests.stream().map(SuitesTests::last).toList());
        UnitResult learned = done(unit(WorkUnit.Task.LEARN, tests, List.of(), 0, 60, null));
        assertEquals("it is disabled", learned.subjects().get(0).reason());
        UnitResult explored = done(unit(WorkUnit.Task.EXPLORE, tests, learned.knowledge(), 9, 60, null));
        assertEquals(
                List.of("ABORT abort", "OTHER Value of: width(#)"),
                explored.candidates().stream()
                        .map(c -> c.violation().fault() + " " + c.violation().template())
                        .sorted()
                        .toList());
    }

    @Test
    void scriptsSeeTheBuildAndTheirSeed() throws Exception {
        OutsideSuites.script(
                work.resolve("sees.sh"),
                "[ \"$MXNET_LIBRARY_PATH\" = '" + Built.library() + "' ] || exit 1\n"
                        + "case $LD_LIBRARY_PATH in '" + Built.library().getParent() + "'*) ;; *) exit 2 ;; esac\n"
                        + "[ \"$VIGIL_SEED\" -gt 0 ] && [ \"$PYTHONHASHSEED\" = \"$VIGIL_SEED\" ] && [ \"$HOME\" = \"$PWD\" ]");
        OutsideSuites.script(work.resolve("skips.sh"), "exit 77");
        Files.writeString(work.resolve("plain.sh"), "exit 0\n");
        Files.writeString(work.resolve("one.py"), "import sys\nsys.exit('three of 3')\n");
        Map<String, Subject> described = described("script:" + work + "/*.sh");
        assertEquals("it may not be executed", reason(described.get("plain.sh")));
        List<String> tests = Stream.concat(
                        direct(described).stream(), direct(described("script:" + work + "/one.py")).stream())
                .toList();
        UnitResult learned = done(unit(WorkUnit.Task.LEARN, tests, List.of(), 0, 60, null));
        UnitResult explored = done(unit(WorkUnit.Task.EXPLORE, tests, learned.knowledge(), 6, 60, null));
        assertEquals(
                List.of("exit code 1: three of #"),
                explored.candidates().stream()
                        .map(c -> c.violation().template())
                        .toList());
    }

    @Test
    void whatThisMachineLacksIsTheWorkersFault() throws Exception {
        UnitEnd end = worker.slot()
                .run(
                        unit(WorkUnit.Task.DESCRIBE, List.of("pytest:/no/such/suite"), List.of(), 0, 60, null),
                        Built.target(),
                        (cases, crashes, doing) -> {});
        UnitEnd.Failed failed = assertInstanceOf(UnitEnd.Failed.class, end, end.toString());
        assertEquals(Blamed.WORKER, failed.blamed());
        assertTrue(failed.fault().contains("/no/such/suite is not on this machine"), failed.fault());
    }

    @Test
    void withoutPytestTheLineSaysWhatToDo() throws Exception {
        Map<String, String> environment = OutsideSuites.environment(List.of(), "sys");
        environment.remove("VIGIL_PYTEST");
        environment.put(
                "PYTHONPATH", Files.createDirectories(work.resolve("none")).toString());
        Path blind = OutsideSuites.script(work.resolve("python"), "exec python3 -I -S \"$@\"");
        environment.put("VIGIL_PYTHON", blind.toString());
        worker.reopen(Built.quiet().with(environment));
        UnitEnd end = worker.slot()
                .run(
                        unit(WorkUnit.Task.DESCRIBE, List.of("pytest:" + work), List.of(), 0, 60, null),
                        Built.target(),
                        (cases, crashes, doing) -> {});
        UnitEnd.Failed failed = assertInstanceOf(UnitEnd.Failed.class, end, end.toString());
        assertTrue(failed.fault().contains("name a folder that has it in VIGIL_PYTEST"), failed.fault());
    }

    private Map<String, Subject> described(String suite) throws InterruptedException {
        Map<String, Subject> subjects = new TreeMap<>();
        done(unit(WorkUnit.Task.DESCRIBE, List.of(suite), List.of(), 0, 60, null))
                .subjects()
                .forEach(subject -> subjects.put(last(subject.name()), subject));
        return subjects;
    }

    private static String reason(@Nullable Subject subject) {
        return String.valueOf(Objects.requireNonNull(subject).reason());
    }

    private static String last(String subject) {
        String name = subject.substring(subject.lastIndexOf("::") + 1).replaceFirst("^:", "");
        return subject.contains("::") ? name : subject.substring(subject.lastIndexOf('/') + 1);
    }

    private static List<String> direct(Map<String, Subject> described) {
        return described.values().stream()
                .filter(subject -> subject.kind() == Subject.Kind.DIRECT)
                .map(Subject::name)
                .sorted()
                .toList();
    }

    private static long counted(UnitResult result, String test, String verdict) {
        return result.counters().stream()
                .filter(c -> last(c.subject()).equals(test) && c.verdict().equals(verdict))
                .mapToLong(c -> c.count())
                .sum();
    }

    private UnitResult done(WorkUnit unit) throws InterruptedException {
        UnitEnd end = worker.slot().run(unit, Built.target(), (cases, crashes, doing) -> {});
        return assertInstanceOf(UnitEnd.Done.class, end, end.toString()).result();
    }

    private static WorkUnit unit(
            WorkUnit.Task task,
            List<String> subjects,
            List<Knowledge> known,
            int cases,
            int seconds,
            @Nullable Candidate candidate) {
        return new WorkUnit(
                "s/0/" + task,
                "s",
                SuiteSpec.LANE,
                task,
                0,
                42,
                subjects,
                known,
                cases,
                ProcessSettings.plain("cpu"),
                List.of(),
                new UnitLimits(seconds, Math.min(10, seconds), UnitLimits.USUAL.memoryBytes()),
                candidate);
    }
}
