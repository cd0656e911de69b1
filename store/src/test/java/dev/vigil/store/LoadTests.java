package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store says how busy it is, and does not let callers wait without end. */
@Timeout(60)
class LoadTests {
    @TempDir
    Path dir;

    @Test
    void whatCountsIsTheLastTransactionsAndTheOneThatRuns() {
        AtomicLong now = new AtomicLong();
        LoadMeter meter = new LoadMeter(now::get);
        assertEquals(new Load(0, 0, 0, 0), meter.load(0));
        for (int i = 0; i < LoadMeter.KEPT; i++) {
            meter.begins();
            now.addAndGet(i == 0 ? 9_000_000 : 1_000_000);
            meter.ends();
        }
        assertEquals(9, meter.load(3).maxMs());
        meter.begins();
        now.addAndGet(1_000_000);
        meter.ends();
        assertEquals(new Load(1, 1, 3, LoadMeter.KEPT + 1), meter.load(3), "the slow one is too long ago");
        meter.begins();
        now.addAndGet(20_000_000);
        assertEquals(20, meter.load(0).maxMs(), "one that hangs shows before it ends");
    }

    @Test
    void oneCallerTooManyIsTurnedAway() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        try (Store store = Store.open(dir)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            WorkUnit unit = Samples.unit(campaign.id(), 0, WorkUnit.Task.PROVE, c, "op");
            store.units().plan(List.of(unit));
            store.units()
                    .lease(
                            campaign.id(),
                            "w",
                            CampaignSettings.USUAL_LANE,
                            EnumSet.allOf(WorkUnit.Task.class),
                            1,
                            60_000);
            UnitResult result =
                    Samples.result(unit.id(), List.of(), List.of(), Samples.proof(c, 5, FindingStatus.PROVEN));
            crowd.add(new Thread(() -> store.results().accept(result, 1, (proof, candidate, earlier) -> {
                inside.countDown();
                await(go);
                return Samples.finding(proof, candidate, earlier);
            })));
            crowd.get(0).start();
            assertTrue(inside.await(20, TimeUnit.SECONDS));
            for (int i = 0; i < Database.WAITING_MAX; i++) {
                Thread waiting = new Thread(() -> store.campaigns().history());
                crowd.add(waiting);
                waiting.start();
            }
            while (store.load().waiting() < Database.WAITING_MAX) {
                Thread.onSpinWait();
            }
            StoreFault busy =
                    assertThrows(StoreFault.class, () -> store.campaigns().history());
            assertTrue(busy.passing() && String.valueOf(busy.getMessage()).contains("is busy"), busy.getMessage());
            go.countDown();
            for (Thread each : crowd) {
                each.join();
            }
            assertEquals(0, store.load().waiting());
            assertEquals(1, store.campaigns().history().size());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
