package dev.vigil.cli;

import dev.vigil.cli.report.ReportAssembly;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.reports.Ledger;
import dev.vigil.reports.ReportData;
import dev.vigil.reports.ReportException;
import dev.vigil.reports.Summary;
import dev.vigil.reports.allure.AllureReport;
import dev.vigil.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigil report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes ledger and Allure report again from the store, without running anything.")
final class ReportVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StoreOption from = new StoreOption();

    @Option(names = "--campaign", paramLabel = "ID", description = "another campaign than the latest")
    private @Nullable String campaign;

    @Option(names = "--open", description = "show it in the browser")
    private boolean open;

    ReportVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, ReportException {
        Path page;
        try (Store store = from.open()) {
            ReportData data = new ReportAssembly(store).of(chosen(store));
            Ledger.write(data, from.folder());
            page = AllureReport.write(data, from.folder()).toAbsolutePath();
            surroundings.out().print(Summary.render(data, from.folder(), surroundings.terminal()));
        }
        surroundings.out().println("report    " + page);
        if (open) {
            show(page);
        }
        return Exit.DONE.code();
    }

    private String chosen(Store store) throws BadInput {
        if (campaign == null) {
            return store.campaigns()
                    .latest()
                    .map(Campaign::id)
                    .orElseThrow(() -> new BadInput("no campaign was ever run in " + from.folder()));
        }
        return store.campaigns()
                .find(campaign)
                .map(Campaign::id)
                .orElseThrow(() -> new BadInput("no campaign in " + from.folder() + " is called " + campaign));
    }

    private static void show(Path page) throws BadInput {
        try {
            new ProcessBuilder("xdg-open", page.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new BadInput("xdg-open does not start here; open " + page + " yourself", e);
        }
    }
}
