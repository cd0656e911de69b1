package dev.vigil.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.PastRuns;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.store.Store;
import dev.vigil.store.StoreInfo;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderTests {
    private static final Target TARGET = new Target("default", "0".repeat(64), "/nowhere/libmxnet.so", List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path dir;

    private static CampaignSettings settings() {
        return new CampaignSettings(
                "nightly",
                new TargetSpec("default", List.of()),
                1,
                1,
                "cpu",
                1,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.ADAPTIVE,
                1);
    }

    private static List<Boolean> pruned(Store store) {
        return store.info().campaigns().stream()
                .map(StoreInfo.CampaignState::pruned)
                .toList();
    }

    private static Order order(Optional<Campaign> before, long storeBytesMax) {
        return new Order(OrderTests::settings, TARGET, true, before, storeBytesMax);
    }

    @Test
    void aStoreOverItsBudgetIsPrunedBeforeTheNextCampaign() throws Exception {
        PastRuns.prove(dir, TARGET, null, List.of());
        PastRuns.prove(dir, TARGET, null, List.of());
        try (Store store = Store.open(dir, InstantSource.system())) {
            Optional<Campaign> newest = store.campaigns().latest();
            assertTrue(order(newest, 1L << 40).next(store).isPresent());
            assertEquals(List.of(false, false, false), pruned(store), "within its budget");
        }
        PastRuns.prove(dir, TARGET, null, List.of());
        try (Store store = Store.open(dir, InstantSource.system())) {
            Campaign newest = store.campaigns().latest().orElseThrow();
            Campaign begun = order(Optional.of(newest), 1).next(store).orElseThrow();
            assertEquals(List.of(true, true, false, true, false), pruned(store), "all but what is open");
            assertEquals(begun.id(), store.campaigns().latest().orElseThrow().id());
        }
    }

    @Test
    void aCampaignThatIsNotOverGoesOnAsItIs() throws Exception {
        PastRuns.prove(dir, TARGET, null, List.of());
        try (Store store = Store.open(dir, InstantSource.system())) {
            Campaign open = store.campaigns().start(settings(), TARGET);
            assertEquals(
                    open.id(),
                    order(Optional.of(open), 1).next(store).orElseThrow().id());
            assertEquals(List.of(false, false), pruned(store));
        }
    }
}
