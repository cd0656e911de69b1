package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Results;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign's state made from the store is the one that its events made. */
class RestoreTests {
    private static final int OPERATORS = 20;
    private static final String LANE = CampaignSettings.USUAL_LANE;

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock();

    /** A campaign whose every step goes to the store and into a state, as the desk does it. */
    private final class Played {
        private final Store store;
        private final Campaign campaign;
        private final Planner planner;
        private final long luck;
        private final FindingAssembler assembler =
                new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> id, clock);
        private CampaignState state = CampaignState.EMPTY;
        private int steps;

        Played(Store store, long luck) {
            this.store = store;
            this.luck = luck;
            this.campaign = store.campaigns().start(settings(), Samples.TARGET);
            this.planner = new Planner(campaign.id(), campaign.settings());
        }

        /** Of two lanes, one of which gives nothing but what it learns. */
        private CampaignSettings settings() {
            return Samples.lanes(
                    Samples.settings(60, 2, PlanMode.ADAPTIVE), new LaneShare(LANE, 3), new LaneShare("leaks", 1));
        }

        void play(int units) {
            for (int i = 0; i < units; i++) {
                List<WorkUnit> round = planner.next(
                        state, 1000L * steps, signature -> store.ledger().candidate(campaign.id(), signature));
                store.units().plan(round);
                state = state.after(new CampaignEvent.Planned(round));
                for (Planner.Turn turn : planner.order(state, 1000L * steps)) {
                    List<Lease> leases = store.units().lease(campaign.id(), "w", turn.lane(), turn.tasks(), 1, 30_000);
                    if (!leases.isEmpty()) {
                        run(leases.get(0));
                        break;
                    }
                }
            }
        }

        private void run(Lease lease) {
            steps++;
            WorkUnit unit = lease.unit();
            state = state.after(new CampaignEvent.Leased(unit.id(), lease.attempt()));
            clock.pass(Duration.ofMillis(300 + Math.floorMod(Seeds.mix(luck, steps), 2000)));
            if (unit.task() != WorkUnit.Task.DESCRIBE && steps % 7 == 0) {
                for (Units.Returned r : store.units().giveUp(unit.id(), lease.attempt(), "planted", true)) {
                    state = state.after(new CampaignEvent.Returned(r));
                }
                return;
            }
            UnitResult result = answer(unit);
            var counted = (Results.Acceptance.Counted) store.results().accept(result, lease.attempt(), assembler);
            state = state.after(new CampaignEvent.Counted(result, counted));
            if (unit.task() == WorkUnit.Task.DESCRIBE) {
                state = state.after(Restore.describe(store, campaign, unit.lane()));
            }
        }

        /** Some operators resist learning at first, and what exploring gives depends on luck. */
        private UnitResult answer(WorkUnit unit) {
            Totals totals = new Totals(100 + steps, 99 + steps, 1, 0, 100 + steps, 0);
            return switch (unit.task()) {
                case DESCRIBE, GATHER -> Samples.answer(unit, OPERATORS);
                case PROVE -> {
                    UnitResult whole = Samples.answer(unit, OPERATORS);
                    yield lucky(unit, "cut " + unit.round())
                            ? Samples.cutShort(whole, lucky(unit, "seen " + unit.round()) ? 2 : 0)
                            : whole;
                }
                case LEARN ->
                    Samples.result(
                            unit,
                            totals,
                            List.of(),
                            unit.subjects().stream()
                                    .filter(s ->
                                            !s.endsWith("3") || unit.subjects().size() == 1)
                                    .map(s -> new Knowledge(s, 1, "{}"))
                                    .toList(),
                            List.of());
                case EXPLORE ->
                    Samples.result(
                            unit,
                            totals,
                            unit.subjects().stream()
                                    .filter(s -> lucky(unit, s))
                                    .map(s -> new Coverage(
                                            s, 5, 5, 1, List.of("call:" + unit.id(), "attr:a=1"), s.endsWith("5")))
                                    .toList(),
                            List.of(),
                            unit.subjects().stream()
                                    .filter(s -> unit.lane().equals(LANE) && s.endsWith("7") && lucky(unit, s))
                                    .map(s -> Samples.candidate(s, "template" + unit.round() % 3))
                                    .toList());
            };
        }

        private boolean lucky(WorkUnit unit, String subject) {
            return Math.floorMod(Seeds.mix(Seeds.mix(luck, unit.seed()), subject), 3) == 0;
        }

        CampaignState restored() {
            Restore.Restored restored = Restore.from(store, campaign, true);
            assertEquals("", restored.problem());
            return restored.state();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void restoringGivesTheStateThatTheEventsGave(long luck) {
        try (Store store = Store.open(dir, clock)) {
            Played played = new Played(store, luck);
            assertEquals(played.state, played.restored(), "before anything was planned");
            for (int part = 0; part < 6; part++) {
                played.play(25);
                assertEquals(played.state, played.restored(), "after " + played.steps + " units");
            }
            assertTrue(
                    played.state.lane(LANE).subjects().values().stream().anyMatch(p -> p.fruitless() > 1)
                            && played.state.lane(LANE).subjects().values().stream()
                                    .anyMatch(p -> p.fresh() > 0)
                            && played.state.lane(LANE).subjects().values().stream()
                                    .anyMatch(p -> p.learnFailures() > 0)
                            && played.state.counts().proven() > 0,
                    "nothing worth restoring came up: " + played.state);
        }
    }

    @Test
    void aResumedCampaignPlansWhatTheInterruptedOneWouldHave() {
        try (Store store = Store.open(dir, clock)) {
            Played played = new Played(store, 5);
            played.play(120);
            // Whatever is queued is answered first, so that the next round is a new one.
            CampaignState idle = played.state;
            for (int i = 0;
                    i < 100
                            && !idle.lanes().values().stream()
                                    .allMatch(l -> l.open().isEmpty());
                    i++) {
                played.play(1);
                idle = played.state;
            }
            CampaignState restored = played.restored();
            long now = 1000L * played.steps;
            assertEquals(
                    played.planner.next(idle, now, s -> store.ledger().candidate(played.campaign.id(), s)),
                    played.planner.next(restored, now, s -> store.ledger().candidate(played.campaign.id(), s)));
        }
    }

    @Test
    void unitsThatWereOutAreFreeAgainUnderTheirAttempt() {
        try (Store store = Store.open(dir, clock)) {
            Played played = new Played(store, 6);
            played.play(20);
            Lease out = store.units()
                    .lease(played.campaign.id(), "w", LANE, Set.of(WorkUnit.Task.values()), 1, 30_000)
                    .get(0);

            LaneState.OpenUnit again = played.restored().lane(LANE).open().values().stream()
                    .filter(u -> u.id().equals(out.unit().id()))
                    .findFirst()
                    .orElseThrow();

            assertEquals(out.attempt(), again.attempt());
            assertTrue(!again.leased(), again.toString());
        }
    }

    @Test
    void aGlobThatMatchesNothingIsToldOnResumeAsWell() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign =
                    store.campaigns().start(Samples.settings(5, 2, PlanMode.ADAPTIVE, "nosuch*"), Samples.TARGET);
            Planner planner = new Planner(campaign.id(), campaign.settings());
            store.units().plan(planner.next(CampaignState.EMPTY, 0, s -> java.util.Optional.empty()));
            Lease describe = store.units()
                    .lease(campaign.id(), "w", LANE, Set.of(WorkUnit.Task.DESCRIBE), 1, 30_000)
                    .get(0);
            store.results()
                    .accept(
                            Samples.answer(describe.unit(), OPERATORS),
                            1,
                            new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> id, clock));

            assertTrue(Restore.from(store, campaign, true).problem().contains("'nosuch*'"));
        }
    }
}
