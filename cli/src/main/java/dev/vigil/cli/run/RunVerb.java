package dev.vigil.cli.run;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Children;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.Targets;
import dev.vigil.cli.config.ConfigFault;
import dev.vigil.cli.preset.Presets;
import dev.vigil.cli.report.Reference;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.coordinator.live.LiveSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.reports.ReportException;
import dev.vigil.store.Store;
import dev.vigil.workers.Workers;
import dev.vigil.workers.target.TargetException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vigil run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Fuzzes every operator that a build lists, and ends with a report and proven findings.",
        footer = {
            "",
            "Ends with 0 whatever it found. Ctrl-C stops it within seconds and keeps everything.",
            "  vigil run                                     stock MXNet 1.9.1, five minutes",
            "  vigil run smoke --target pypi:mxnet==2.0.0b1  another build, one minute",
            "  vigil run --ops 'broadcast_*' --minutes 2     some operators only",
            "  vigil run coldstart                           starts and exits of fresh processes",
            "  vigil run concurrency                         several threads and one build",
            "  vigil run leaks                               memory that one thing after the other keeps",
            "  vigil run nightly                             all of these in one campaign, eight hours",
            "  vigil run --live 8080                         with a page at http://127.0.0.1:8080/ meanwhile",
        })
public final class RunVerb implements Callable<Integer> {
    /** From a signal to the end of the process; five seconds are promised. */
    private static final Duration PATIENCE = Duration.ofMillis(4500);

    private final Surroundings surroundings;

    @Mixin
    private RunOptions options = new RunOptions();

    public RunVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call()
            throws BadInput, ConfigFault, TargetException, ReportException, SittingFault, InterruptedException {
        if (options.resume) {
            options.refuseChanges();
            if (!Files.isRegularFile(options.out.resolve("store.mv.db"))) {
                throw nothingToResume();
            }
        }
        Optional<LiveSettings> live = options.live.settings();
        CampaignSettings fresh = options.resume ? null : settings();
        Target target =
                fresh == null ? null : new Targets(surroundings).resolver().resolve(fresh.target());
        try (Sitting sitting = Sitting.open(live);
                OutFolder out = OutFolder.open(options.out)) {
            RunLog log = RunLog.open(out.log());
            try (Store store = Store.open(out.path())) {
                Campaign campaign = fresh == null || target == null ? unfinished(store) : begin(store, fresh, target);
                return run(campaign, store, sitting, out.path()).code();
            } finally {
                log.close();
            }
        }
    }

    private CampaignSettings settings() throws BadInput, ConfigFault {
        return options.settings(
                new Presets().read(options.preset == null ? "quick" : options.preset),
                RunOptions::freshSeed,
                Runtime.getRuntime().availableProcessors());
    }

    private Campaign begin(Store store, CampaignSettings settings, Target target) throws BadInput {
        String baseline = settings.baseline();
        if (baseline != null
                && Reference.campaigns(baseline, store.campaigns().history()).isEmpty()) {
            throw new BadInput("--baseline " + baseline + " is neither a campaign nor the target of one in "
                    + options.out + "; run that target there first");
        }
        return store.campaigns().start(settings, target);
    }

    private Campaign unfinished(Store store) throws BadInput, TargetException, InterruptedException {
        Campaign campaign = store.campaigns().latestUnfinished().orElseThrow(this::nothingToResume);
        Target now =
                new Targets(surroundings).resolver().resolve(campaign.settings().target());
        if (!now.sha256().equals(campaign.target().sha256())) {
            throw new BadInput("campaign " + campaign.id() + " cannot go on: " + now.library()
                    + " is another build now; start a new run");
        }
        return campaign;
    }

    private BadInput nothingToResume() {
        return new BadInput("nothing to resume in " + options.out + ": no campaign there is unfinished");
    }

    private Exit run(Campaign campaign, Store store, Sitting sitting, Path out)
            throws BadInput, ReportException, SittingFault, InterruptedException {
        announce(campaign);
        sitting.page().ifPresent(url -> surroundings.out().println("live page " + url));
        CoordinatorSettings settings = CoordinatorSettings.USUAL;
        Conclusion conclusion = new Conclusion(
                surroundings,
                out,
                "go on with: vigil run --resume" + outFlag() + "; write the report with: vigil report" + outFlag());
        ProgressView view = ProgressView.of(surroundings);
        String flags = targetFlag(campaign, store) + outFlag();
        // The sitting ends before its workers do.
        try (Workers workers =
                        new Children(surroundings).open(campaign.settings().slots());
                sitting) {
            sitting.begin(campaign, store, workers, settings, id -> "./vigil replay " + id + flags, view);
            // Until the files are written: a signal that comes meanwhile gives them its patience.
            Interruption interruption = new Interruption(sitting::stop, PATIENCE, surroundings.err());
            try {
                CampaignEnd end = sitting.await();
                view.finish();
                return conclusion.of(end, campaign, store);
            } finally {
                view.finish();
                interruption.close();
            }
        }
    }

    private void announce(Campaign campaign) {
        PrintStream out = surroundings.out();
        CampaignSettings settings = campaign.settings();
        out.println("seed " + settings.seed() + "  campaign " + campaign.id() + "  target "
                + campaign.target().name() + "  " + settings.slots() + " slots  " + settings.minutes() + " minutes");
        if (settings.lanes().size() > 1) {
            out.println("lanes "
                    + settings.lanes().stream()
                            .map(l -> String.format(Locale.ROOT, "%s %.0f %%", l.lane(), 100 * settings.part(l.lane())))
                            .collect(Collectors.joining(", ")));
        }
    }

    /** Ids are the same on every build, so the command that replays one names its build where that is not plain. */
    private static String targetFlag(Campaign campaign, Store store) {
        String name = campaign.target().name();
        boolean plain = name.equals(TargetSpec.DEFAULT_NAME)
                && store.campaigns().history().stream()
                        .allMatch(c -> c.target().name().equals(name));
        return plain ? "" : " --target " + quoted(name);
    }

    private String outFlag() {
        String out = options.out.toString();
        return out.equals("vigil-out") ? "" : " --out " + quoted(out);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
