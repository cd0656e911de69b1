package dev.vigil.probes.suites;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.Subject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has tests listed and run by whoever supervises processes. One thread. */
final class SuiteProgram {
    private static final String SHELL = "/bin/sh";
    /** Before what the shell itself has to say. */
    private static final String SHELL_NAME = "vigil-suite";
    /** What the program prints is to come back, and its standard error does. */
    private static final String TOGETHER = "exec \"$@\" >&2";

    private static final String INTO_FILE = "file=$1; shift; exec \"$@\" >\"$file\"";

    private static final int SHELL_CANNOT_RUN = 126;
    private static final int SHELL_FINDS_NOTHING = 127;

    private static final int LISTING_BYTES_MAX = 16 << 20;

    /** Seeds of a gtest program go from 1 to this. */
    private static final int GTEST_SEEDS = 99_999;

    private static final String NO_PYTEST = "No module named pytest";

    private final LaneContext context;
    private final Map<String, String> ours;

    /**
     * @param ours our own environment, of which {@code PYTHONPATH}, {@code VIGIL_PYTHON} and {@code VIGIL_PYTEST} count
     */
    SuiteProgram(LaneContext context, Map<String, String> ours) {
        this.context = context;
        this.ours = ours;
    }

    /**
     * The tests of a suite, and what is left out of it.
     *
     * @throws LaneFault when this machine lacks the suite, or what runs it
     */
    List<Subject> list(SuiteSpec suite, ProcessSettings asked, ProgramLimits limits)
            throws LaneFault, InterruptedException {
        requireThere(SuiteTest.of(suite.text()));
        return switch (suite.kind()) {
            case SCRIPT -> scripts(suite);
            case GTEST -> listed(suite, asked, limits, List.of(suite.path(), "--gtest_list_tests", "--gtest_color=no"));
            case PYTEST -> {
                List<String> command = new ArrayList<>(
                        List.of(python(), "-c", collector(), listing().toString()));
                command.addAll(pytestOptions(suite.path()));
                command.addAll(List.of("--collect-only", "-q", suite.path()));
                yield listed(suite, asked, limits, command);
            }
        };
    }

    private List<Subject> listed(SuiteSpec suite, ProcessSettings asked, ProgramLimits limits, List<String> command)
            throws LaneFault, InterruptedException {
        boolean gtest = suite.kind() == SuiteSpec.Kind.GTEST;
        List<String> arguments = new ArrayList<>(
                gtest
                        ? List.of("-c", INTO_FILE, SHELL_NAME, listing().toString())
                        : List.of("-c", TOGETHER, SHELL_NAME));
        arguments.addAll(command);
        SuiteTest whole = SuiteTest.of(suite.text());
        try {
            Files.deleteIfExists(listing());
            ProgramEnd end = start(arguments, settings(whole, asked, 0), limits);
            requireTools(whole, end);
            String text = Files.exists(listing()) ? text() : "";
            List<Subject> tests = gtest ? Listing.ofGtest(suite, text) : Listing.ofPytest(suite, text);
            boolean well =
                    end.end().kind() == ProcessEnd.Kind.EXIT && (end.end().exitCode() == 0 || !tests.isEmpty());
            return well
                    ? tests
                    : List.of(Listing.excluded(
                            suite,
                            "",
                            "its tests cannot be listed: " + end.end().detail() + "; it wrote: "
                                    + FailureText.last(end.end().stderr())));
        } catch (IOException e) {
            throw new LaneFault("the tests of " + suite.text() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text() throws IOException {
        try (InputStream in = Files.newInputStream(listing())) {
            return new String(in.readNBytes(LISTING_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private static Path listing() {
        return Path.of(System.getProperty("java.io.tmpdir"), "suite-listing").toAbsolutePath();
    }

    private static String collector() throws LaneFault {
        try (InputStream in =
                Objects.requireNonNull(SuiteProgram.class.getResourceAsStream("/suites/collect.py"), "it is packed")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LaneFault("no collector: " + e.getMessage(), e);
        }
    }

    private static List<Subject> scripts(SuiteSpec suite) throws LaneFault {
        Path folder = Objects.requireNonNull(Path.of(suite.path()).getParent(), "the path is absolute");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> SuiteSpec.Kind.SCRIPT.text() + ":" + file)
                    .filter(suite::holds)
                    .sorted()
                    .map(SuiteProgram::script)
                    .toList();
        } catch (IOException e) {
            throw new LaneFault(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Subject script(String subject) {
        SuiteTest test = SuiteTest.of(subject);
        String reason = subject.length() > Listing.NAME_MAX
                ? "its path has over " + Listing.NAME_MAX + " characters"
                : test.python() || Files.isExecutable(Path.of(test.path())) ? null : "it may not be executed";
        return new Subject(subject, reason == null ? Subject.Kind.DIRECT : Subject.Kind.EXCLUDED, reason);
    }

    /** @throws LaneFault when this machine lacks the suite, or what runs it */
    ProgramEnd run(Case run, ProgramLimits limits) throws LaneFault, InterruptedException {
        SuiteTest test = SuiteRuns.test(run);
        requireThere(test);
        int seed = SuiteRuns.seed(run);
        List<String> arguments = new ArrayList<>(List.of("-c", TOGETHER, SHELL_NAME));
        arguments.addAll(command(test, seed));
        ProgramEnd end = start(arguments, settings(test, run.settings(), seed), limits);
        requireTools(test, end);
        return end;
    }

    private List<String> command(SuiteTest test, int seed) {
        return switch (test.kind()) {
            case SCRIPT -> test.python() ? List.of(python(), "-X", "faulthandler", test.path()) : List.of(test.path());
            case GTEST ->
                List.of(
                        test.path(),
                        "--gtest_filter=" + test.name(),
                        "--gtest_output=xml:" + ProgramStart.REPORT,
                        "--gtest_random_seed=" + gtestSeed(seed),
                        "--gtest_color=no");
            case PYTEST -> {
                List<String> command = new ArrayList<>(List.of(python(), "-m", "pytest"));
                command.addAll(pytestOptions(test.path()));
                boolean folder = Files.isDirectory(Path.of(test.path()));
                command.addAll(List.of(
                        "--junitxml=" + ProgramStart.REPORT,
                        test.path() + (folder ? "/" : SuiteSpec.OF) + test.name()));
                yield command;
            }
        };
    }

    /** No files beside the tests, names relative to the suite, and no options of a file, which may ask for other processes. */
    private static List<String> pytestOptions(String path) {
        Path suite = Path.of(path);
        Path root =
                Files.isDirectory(suite) ? suite : Objects.requireNonNull(suite.getParent(), "the path is absolute");
        return List.of("-p", "no:cacheprovider", "-o", "addopts=", "--rootdir=" + root, "--tb=short", "--color=no");
    }

    private String python() {
        return ours.getOrDefault("VIGIL_PYTHON", "python3");
    }

    private static int gtestSeed(int seed) {
        return 1 + seed % GTEST_SEEDS;
    }

    /** With the build under test where mxnet for Python and the system's loader look first. */
    private ProcessSettings settings(SuiteTest test, ProcessSettings asked, int seed) {
        TreeMap<String, String> environment = new TreeMap<>(asked.environment());
        Path library = Path.of(context.target().library()).toAbsolutePath();
        environment.put("MXNET_LIBRARY_PATH", library.toString());
        environment.put(
                "LD_LIBRARY_PATH",
                joined(Stream.concat(
                        Stream.of(Objects.requireNonNull(library.getParent(), "a file has a folder")
                                .toString()),
                        context.target().libPath().stream())));
        String number = Integer.toString(seed);
        environment.put("MXNET_TEST_SEED", number);
        environment.put("MXNET_MODULE_SEED", number);
        environment.put("PYTHONHASHSEED", number);
        environment.put("VIGIL_SEED", number);
        environment.put("GTEST_RANDOM_SEED", Integer.toString(gtestSeed(seed)));
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("VIGIL_SUITE", test.path());
        String packages = joined(Stream.of("PYTHONPATH", "VIGIL_PYTEST").map(name -> ours.getOrDefault(name, "")));
        if (!packages.isEmpty()) {
            environment.put("PYTHONPATH", packages);
        }
        return asked.withEnvironment(environment);
    }

    private static String joined(Stream<String> paths) {
        return paths.filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    }

    private ProgramEnd start(List<String> arguments, ProcessSettings settings, ProgramLimits limits)
            throws LaneFault, InterruptedException {
        ProgramEnd end = context.startProgram(new ProgramStart(SHELL, arguments, settings, limits))
                .awaitEnd();
        if (end.end().kind() == ProcessEnd.Kind.NOT_STARTED) {
            throw new LaneFault(end.end().detail(), Blamed.WORKER);
        }
        return end;
    }

    private static void requireThere(SuiteTest test) throws LaneFault {
        boolean glob = test.kind() == SuiteSpec.Kind.SCRIPT && test.path().matches(".*[*?][^/]*");
        Path path = Path.of(test.path());
        if (!Files.exists(glob ? Objects.requireNonNull(path.getParent(), "the path is absolute") : path)) {
            throw new LaneFault("the suite " + test.path() + " is not on this machine", Blamed.WORKER);
        }
    }

    /** @throws LaneFault when what would run the test is not here, or does not load */
    private static void requireTools(SuiteTest test, ProgramEnd program) throws LaneFault {
        ProcessEnd end = program.end();
        if (end.kind() != ProcessEnd.Kind.EXIT || end.exitCode() == 0) {
            return;
        }
        String said = FailureText.last(end.stderr());
        boolean shell = (end.exitCode() == SHELL_FINDS_NOTHING || end.exitCode() == SHELL_CANNOT_RUN)
                && (said.startsWith(SHELL_NAME) || said.contains("error while loading shared libraries"));
        if (shell) {
            throw new LaneFault(test.subject() + " cannot be run here: " + said, Blamed.WORKER);
        }
        if (test.kind() == SuiteSpec.Kind.PYTEST && program.report().isEmpty() && said.endsWith(NO_PYTEST)) {
            throw new LaneFault(
                    "python3 has no pytest on this machine: install it, or name a folder that has it in VIGIL_PYTEST",
                    Blamed.WORKER);
        }
    }
}
