package dev.vigil.cli;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.reports.CaseText;
import dev.vigil.reports.FindingsFile;
import dev.vigil.reports.ReportException;
import dev.vigil.store.Ledger;
import dev.vigil.store.Store;
import dev.vigil.workers.target.TargetException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Runs a finding's case alone, each time in a fresh process, and says whether the fault is there.",
        footer = {"", "Ends with 1 when the fault is there, 0 when it holds, 4 when it cannot be told."})
final class ReplayVerb implements Callable<Integer> {
    private static final int TIMES = 3;
    private static final int TIMES_MAX = 1000;
    private static final int SECONDS_PER_REPLAY = 15;
    private static final int SECONDS_TO_START = 60;

    private final Surroundings surroundings;

    @Mixin
    private StoreOption from = new StoreOption();

    @Parameters(paramLabel = "ID|FILE", description = "id of a finding, or a file of findings such as findings.json")
    private String what = "";

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "replays; when not given " + TIMES + ", or starts enough to exclude the rate of a fault that"
                    + " only some starts show")
    private @Nullable Integer times;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "the build to run it on: which of those it was found on, or another")
    private @Nullable String target;

    @Option(
            names = "--lib-path",
            paramLabel = "DIR",
            split = ":",
            description = "folders with libraries that the build needs")
    private List<String> libPath = List.of();

    ReplayVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A finding and the build that it was seen on. */
    private record Found(Finding finding, TargetSpec spec) {}

    /** A finding of the store, the build that showed it, and how that was asked for. */
    private record Seen(Finding finding, Target target, TargetSpec spec) {}

    @Override
    public Integer call() throws BadInput, UnitFault, ReportException, TargetException, InterruptedException {
        if (times != null && (times < 1 || times > TIMES_MAX)) {
            throw new BadInput("--times must be from 1 to " + TIMES_MAX + ", not " + times);
        }
        Exit worst = Exit.DONE;
        for (Found each : find()) {
            Exit exit = replay(each);
            // There beats undecided beats holds.
            worst = worst == Exit.NO || exit == Exit.NO ? Exit.NO : worst == Exit.UNDECIDED ? worst : exit;
        }
        return worst.code();
    }

    private List<Found> find() throws BadInput, ReportException, TargetException, InterruptedException {
        Path file = Path.of(what);
        if (Files.exists(file) || what.contains("/") || what.endsWith(".json")) {
            List<Finding> findings = FindingsFile.read(file).findings();
            if (findings.isEmpty()) {
                throw new BadInput(file + " holds no finding");
            }
            return findings.stream().map(f -> new Found(f, named(f))).toList();
        }
        try (Store store = from.open()) {
            return List.of(chosen(store));
        }
    }

    /** The same fault has the same id on every build: the target tells which of them is meant. */
    private Found chosen(Store store) throws BadInput, TargetException, InterruptedException {
        List<Seen> seen = new ArrayList<>();
        for (Ledger.Sighting s : store.ledger().find(what)) {
            Campaign campaign = store.campaigns().find(s.campaign()).orElseThrow();
            seen.add(
                    new Seen(s.finding(), campaign.target(), campaign.settings().target()));
        }
        if (seen.isEmpty()) {
            throw new BadInput("no finding in " + from.folder() + " is called " + what
                    + "; vigil findings lists them, or give a file");
        }
        List<String> names =
                seen.stream().map(s -> s.target().name()).distinct().sorted().toList();
        if (target == null && names.size() > 1) {
            throw new BadInput(what + " was found on " + names.size()
                    + " targets; say with --target which to replay it on: " + String.join(", ", names));
        }
        Seen best = target == null ? seen.get(0) : nearest(seen, target);
        return new Found(best.finding(), best.spec());
    }

    /** The one of that very build, else of that name, else the latest: a finding may be tried on a build that never had it. */
    private Seen nearest(List<Seen> seen, String name) throws BadInput, TargetException, InterruptedException {
        String sha = resolve(new TargetSpec(name, libPath)).sha256();
        return seen.stream()
                .filter(s -> s.target().sha256().equals(sha))
                .findFirst()
                .or(() -> seen.stream()
                        .filter(s -> s.target().name().equals(name))
                        .findFirst())
                .orElse(seen.get(0));
    }

    private Target resolve(TargetSpec spec) throws BadInput, TargetException, InterruptedException {
        return new Targets(surroundings).resolver().resolve(spec);
    }

    private static TargetSpec named(Finding finding) {
        return new TargetSpec(finding.targetName(), List.of());
    }

    private Exit replay(Found found) throws BadInput, UnitFault, TargetException, InterruptedException {
        TargetSpec spec = new TargetSpec(
                target != null ? target : found.spec().name(),
                libPath.isEmpty() ? found.spec().libPath() : libPath);
        Target build = resolve(spec);
        Finding finding = found.finding();
        requireOracle(finding);
        PrintStream out = surroundings.out();
        out.println(finding.id() + "  " + finding.fault().text() + " in "
                + (finding.operator() == null ? "no operator" : finding.operator()) + "  on " + build.name());
        if (!finding.history().isEmpty()) {
            out.println("beside " + finding.history().size() + " other cases, which " + CaseText.others(finding.call())
                    + ":");
            finding.history().forEach(c -> out.println("  " + CaseText.line(c)));
        }
        out.println(CaseText.lines(finding.call()).stripTrailing());
        out.println("expected  " + finding.expected());
        out.println("recorded  " + finding.observed());
        return say(finding, new DirectUnit(surroundings).run(unit(finding), build));
    }

    private static void requireOracle(Finding finding) throws BadInput {
        if (finding.call().probe() != null) {
            return;
        }
        try {
            Oracles.all().named(List.of(finding.oracle()));
        } catch (IllegalArgumentException e) {
            throw new BadInput("finding " + finding.id() + ": " + e.getMessage(), e);
        }
    }

    private Exit say(Finding finding, UnitResult result) {
        PrintStream out = surroundings.out();
        Proof proof = result.proof();
        result.faults().forEach(f -> out.println("fault of our own: " + f));
        if (proof == null || proof.reproduced().runs() == 0) {
            out.println("undecided: it could not be run");
            return Exit.UNDECIDED;
        }
        String share = proof.reproduced().hits() + " of " + proof.reproduced().runs() + " replays";
        if (proof.reproduced().hits() == 0
                && proof.held() == 0
                && finding.call().probe() != null) {
            out.println("undecided: no process came so far as to show it, or not");
            result.notes().forEach(note -> out.println("          " + note));
            return Exit.UNDECIDED;
        }
        if (proof.reproduced().hits() == 0) {
            out.println("holds     the fault did not show in " + share);
            return result.faults().isEmpty() ? Exit.DONE : Exit.UNDECIDED;
        }
        out.println("observed  " + proof.violation().observed());
        if (proof.observation() instanceof Observation.Died died) {
            died.end().frames().stream().limit(8).forEach(f -> out.println("          at " + f));
        }
        out.println("there     in " + share);
        return Exit.NO;
    }

    private int times(Finding finding) {
        if (times != null) {
            return times;
        }
        Reproduction shown = finding.reproduced();
        return finding.call().probe() == null || shown.hits() == 0
                ? TIMES
                : Math.min(
                        TIMES_MAX,
                        Math.max(TIMES, Reproduction.cleanRunsToExclude((double) shown.hits() / shown.runs())));
    }

    private WorkUnit unit(Finding finding) {
        int replays = times(finding);
        return new WorkUnit(
                "replay/0/0",
                "replay",
                finding.call().lane(),
                WorkUnit.Task.PROVE,
                0,
                finding.seed(),
                finding.operator() == null ? List.of() : List.of(finding.operator()),
                List.of(),
                replays,
                finding.call().settings(),
                List.of(finding.oracle()),
                new UnitLimits(
                        SECONDS_TO_START + replays * SECONDS_PER_REPLAY,
                        UnitLimits.USUAL.caseSeconds(),
                        UnitLimits.USUAL.memoryBytes()),
                Candidate.of(finding));
    }
}
