package dev.vigil.cli.run;

import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.report.ReportAssembly;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.reports.Ledger;
import dev.vigil.reports.ReportData;
import dev.vigil.reports.ReportException;
import dev.vigil.reports.Summary;
import dev.vigil.reports.allure.AllureReport;
import dev.vigil.store.Store;
import java.nio.file.Path;

/** Writes the files of a campaign that has ended, or of a sitting of it, and says what became of it. */
public final class Conclusion {
    private final Surroundings surroundings;
    private final Path out;
    private final String goOn;

    /**
     * @param out folder for the files
     * @param goOn what to say of a campaign that was stopped before its end
     */
    public Conclusion(Surroundings surroundings, Path out, String goOn) {
        this.surroundings = surroundings;
        this.out = out;
        this.goOn = goOn;
    }

    /** Blocks until everything is written. */
    public Exit of(CampaignEnd end, Campaign campaign, Store store) throws ReportException {
        if (end.kind() == CampaignEnd.Kind.FAULT || end.kind() == CampaignEnd.Kind.BAD_INPUT) {
            // The store or the build under test does not serve; faults of our own come as exceptions.
            surroundings.err().println("vigil: " + end.reason());
            return Exit.BAD_INPUT;
        }
        ReportData data = new ReportAssembly(store).of(campaign.id());
        Ledger.write(data, out);
        if (end.kind() == CampaignEnd.Kind.INTERRUPTED) {
            surroundings.out().println("stopped; everything found is in " + out + "; " + goOn);
            return Exit.INTERRUPTED;
        }
        if (end.totals().generated() == 0) {
            surroundings
                    .err()
                    .println(
                            "vigil: a fault of our own: no case was run in this time; see " + out.resolve("vigil.log"));
            return Exit.OUR_FAULT;
        }
        shown(data);
        end.imbalance().ifPresent(line -> surroundings.err().println("vigil: a fault of our own: " + line));
        return end.imbalance().isPresent() ? Exit.OUR_FAULT : Exit.DONE;
    }

    /**
     * Of a finished campaign whose leader may have died before it wrote the report; every coordinator has one then. One without
     * cases was ended for another reason, which its leader said.
     */
    public void late(Campaign campaign, Store store) throws ReportException {
        if (store.books().totals(campaign.id()).generated() == 0) {
            return;
        }
        ReportData data = new ReportAssembly(store).of(campaign.id());
        Ledger.write(data, out);
        shown(data);
    }

    private void shown(ReportData data) throws ReportException {
        AllureReport.write(data, out);
        surroundings.out().print(Summary.render(data, out, surroundings.terminal()));
    }
}
