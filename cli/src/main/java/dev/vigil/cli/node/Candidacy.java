package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.certs.WarrantSigner;
import dev.vigil.cli.live.StartRates;
import dev.vigil.cli.run.Conclusion;
import dev.vigil.cli.run.ProgressView;
import dev.vigil.cli.run.Shown;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.live.LiveBoard;
import dev.vigil.coordinator.live.LiveFeed;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.reports.ReportException;
import dev.vigil.store.Store;
import dev.vigil.store.StoreFault;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a node brings to lead, and what it is told as leader. Its methods are called by the leader's thread alone. */
final class Candidacy {
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(3);

    private final String name;
    private final boolean alone;
    private final Order order;
    private final Stores stores;
    private final Supplier<ProgressView> views;
    private final LiveBoard board;
    private final Conclusion conclusion;
    private final @Nullable WarrantSigner signer;
    private final PrintStream out;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private Exit exit = Exit.DONE;

    /** How the store is opened. */
    interface Stores {
        Store open(InstantSource clock) throws BadInput;
    }

    /**
     * @param alone whether no other node may lead
     * @param stores opens the store with a clock
     * @param signer of warrants; null on loopback without certificates
     */
    Candidacy(
            String name,
            boolean alone,
            Order order,
            Stores stores,
            Supplier<ProgressView> views,
            LiveBoard board,
            Conclusion conclusion,
            @Nullable WarrantSigner signer,
            PrintStream out) {
        this.name = name;
        this.alone = alone;
        this.order = order;
        this.stores = stores;
        this.views = views;
        this.board = board;
        this.conclusion = conclusion;
        this.signer = signer;
        this.out = out;
    }

    /** Signed for as long as the campaign may take and workers' clocks may differ; null without certificates. */
    @Nullable
    Warrant warrant(Campaign campaign, InstantSource clock) {
        Duration time = Duration.ofMinutes((long) Math.ceil(campaign.settings().minutes()))
                .plus(CLOCKS_DIFFER);
        return signer == null
                ? null
                : signer.sign(
                        campaign.id(),
                        List.of(campaign.target().sha256()),
                        campaign.settings().suites(),
                        clock.instant().plus(time));
    }

    String name() {
        return name;
    }

    boolean alone() {
        return alone;
    }

    Order order() {
        return order;
    }

    Store open(InstantSource clock) throws BadInput {
        return stores.open(clock);
    }

    String replay(String finding) {
        return "./vigil replay " + finding;
    }

    /** Completed once; exceptionally with {@link BadInput}, {@link StoreFault} or a fault of ours. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    CampaignListener listener(Campaign campaign, Store store, InstantSource clock, Consumer<CampaignEnd> over) {
        out.println(name + " leads  campaign " + campaign.id() + "  seed "
                + campaign.settings().seed() + "  target " + campaign.target().name());
        ProgressView view = views.get();
        CampaignListener shown = new Shown(view, end -> {
            view.finish();
            over.accept(end);
        });
        return LiveFeed.of(board, campaign, store, StartRates.reading(), shown, clock);
    }

    void conclude(CampaignEnd end, Campaign campaign, Store store) {
        try {
            exit = conclusion.of(end, campaign, store);
        } catch (ReportException e) {
            outcome.completeExceptionally(e);
        }
    }

    /** The newest campaign is over, and this leader did not see it end. */
    void concludeLate(Campaign campaign, Store store) {
        try {
            conclusion.late(campaign, store);
        } catch (ReportException e) {
            outcome.completeExceptionally(e);
        }
    }

    void done() {
        outcome.complete(new Outcome.Done(exit));
    }

    void anotherLeads() {
        outcome.complete(new Outcome.Rejoin("another node leads, by the store's word"));
    }

    void deposed(StoreFault fault) {
        outcome.complete(new Outcome.Rejoin(String.valueOf(fault.getMessage())));
    }

    void refused(BadInput fault) {
        outcome.completeExceptionally(fault);
    }

    /** A fault of ours. */
    void crashed(Throwable fault) {
        outcome.completeExceptionally(fault);
    }

    /** The store failed: what to throw, so that the leader begins again when that may help. */
    RuntimeException failed(StoreFault fault) {
        if (fault.passing()) {
            out.println("the store cannot be reached for now: " + fault.getMessage());
            return new PassingFault(fault);
        }
        outcome.completeExceptionally(fault);
        return fault;
    }
}
