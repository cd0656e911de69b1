package dev.vigil.coordinator.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignListener;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.CampaignProgress.Worker;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.verdict.FaultClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveFeedTests {
    private final LiveBoard board = new LiveBoard();
    private final LiveSamples.Clock clock = new LiveSamples.Clock();
    private final LiveFeed feed = LiveSamples.feed(board, clock);

    private LiveState.Now now() {
        return board.state().now();
    }

    private static CampaignProgress here(Worker... workers) {
        return LiveSamples.progress(1, List.of(workers), List.of());
    }

    @Test
    void campaignIsShownBeforeItsFirstWord() {
        assertEquals(LiveSamples.ABOUT, now().campaign());
        assertNull(now().figures());
        assertEquals(1, board.json().lines().count(), "events end at a line break");
    }

    @Test
    void slotsShowWhatTheyRun() {
        feed.progress(LiveSamples.twoWorkers(5));
        assertEquals(6, now().slots());
        assertEquals(3, now().slotsBusy());
        LiveState.Worker near = now().workers().get(0);
        assertEquals("10.0.0.2:7355", near.name());
        assertEquals("linux x86_64, 8 cores, 33 GB, fast", near.machine());
        assertEquals(
                List.of("exploring op_one, op_two", "exploring op_three"),
                near.running().stream().map(LiveState.Running::text).toList());
        LiveState.Figures figures = now().figures();
        assertNotNull(figures);
        assertEquals(76, figures.unitsWaiting());
        assertEquals(3, figures.unitsOut());
        assertEquals(1, now().unrunnable().size());
    }

    @Test
    void workerThatHasNotSpokenYetIsShownByItsAddress() {
        feed.progress(LiveSamples.progress(
                1,
                List.of(new Worker(LiveSamples.FAR, null)),
                List.of(LiveSamples.doing(LiveSamples.FAR, "u", "at it"))));
        LiveState.Worker far = now().workers().get(0);
        assertEquals("10.0.0.3:7355", far.name());
        assertEquals(1, far.slots());
        assertEquals("at it", far.running().get(0).text());
    }

    @Test
    void aWorkerIsLostSinceItWentAndNoMoreOnceItIsBack() {
        feed.progress(here(LiveSamples.worker(LiveSamples.NEAR, 2), LiveSamples.worker(LiveSamples.FAR, 2)));
        clock.pass(1000);
        long went = clock.millis();
        feed.workerGone(LiveSamples.FAR, true);
        clock.pass(1000);
        feed.progress(here(LiveSamples.worker(LiveSamples.NEAR, 2)));
        assertEquals(List.of(new LiveState.Gone("10.0.0.3:7355", LiveSamples.FAR, went, true)), now().gone());
        feed.progress(here(
                LiveSamples.worker(LiveSamples.NEAR, 2), LiveSamples.worker(LiveSamples.FAR.replace("#2", "#3"), 2)));
        assertEquals(List.of(), now().gone(), "a new worker runs at the same place");
    }

    @Test
    void aSiblingThatStayedDoesNotHideOneThatIsLost() {
        String sibling = LiveSamples.FAR.replace("#2", "#9");
        feed.progress(here(LiveSamples.worker(sibling, 2), LiveSamples.worker(LiveSamples.FAR, 2)));
        feed.workerGone(LiveSamples.FAR, true);
        feed.progress(here(LiveSamples.worker(sibling, 2)));
        assertEquals(1, now().gone().size());
    }

    @Test
    void oneThatSpeaksAgainAtOnceIsNotLost() {
        feed.progress(here(LiveSamples.worker(LiveSamples.FAR, 2)));
        feed.workerGone(LiveSamples.FAR, true);
        feed.progress(here(LiveSamples.worker(LiveSamples.FAR, 2)));
        assertEquals(List.of(), now().gone());
    }

    @Test
    void oneThatTookItsLeaveIsNotLostWhenItsActorStops() {
        feed.progress(here(LiveSamples.worker(LiveSamples.FAR, 2)));
        feed.workerGone(LiveSamples.FAR, false);
        feed.workerGone(LiveSamples.FAR, true);
        feed.progress(here());
        assertEquals(1, now().gone().size());
        assertTrue(now().gone().stream().noneMatch(LiveState.Gone::lost));
    }

    @Test
    void findingsAreNewestFirstAndBounded() {
        IntStream.range(0, LiveFeed.FINDINGS_MAX + 5)
                .forEach(i -> feed.found(LiveSamples.finding("VF-" + i, "op_one", FaultClass.CRASH, "signal 11")));
        feed.found(LiveSamples.finding("VF-100", "op_one", FaultClass.CRASH, "again"));
        List<LiveState.Found> shown = board.state().findings();
        assertEquals(LiveFeed.FINDINGS_MAX, shown.size());
        assertEquals("VF-100", shown.get(0).id());
        assertEquals("again", shown.get(0).line());
        assertEquals("VF-204", shown.get(1).id());
        assertEquals(1, shown.stream().filter(f -> f.id().equals("VF-100")).count());
    }

    @Test
    void allThatIsKeptIsBounded() {
        List<Worker> many = IntStream.range(0, 1000)
                .mapToObj(i -> LiveSamples.worker("pekko://vigil@10.1.0.1:" + i + "/user/w#" + i, 1))
                .toList();
        feed.progress(LiveSamples.progress(1, many, List.of()));
        assertEquals(1000, now().workersHere());
        assertEquals(LiveFeed.WORKERS_MAX, now().workers().size());
        many.forEach(w -> feed.workerGone(w.address(), true));
        LiveSamples.minutes(feed, clock, 2 * LiveFeed.RATES_MAX);
        assertEquals(LiveFeed.GONE_MAX, now().gone().size());
        assertEquals(LiveFeed.RATES_MAX, board.state().history().size());
        assertEquals(
                clock.millis() - 5000,
                board.state().history().get(LiveFeed.RATES_MAX - 1).atMs());
    }

    @Test
    void ratesAreSampledNotKept() {
        feed.progress(LiveSamples.oneWorker(1));
        clock.pass(250);
        feed.progress(LiveSamples.oneWorker(2));
        assertEquals(1, board.state().history().size());
    }

    @Test
    void whatTheLibrarySaysIsOneLineWithoutSteeringCharacters() {
        String text = "a\u001b[31mb\u202ec" + "x".repeat(500) + "\nsecond";
        feed.found(LiveSamples.finding("VF-1", "op\u0000", FaultClass.CRASH, text));
        LiveState.Found found = board.state().findings().get(0);
        assertTrue(found.line().startsWith("a\uFFFD[31mb\uFFFDcxxx"), found.line());
        assertEquals(200, found.line().length());
        assertEquals("op\uFFFD", found.operator());
        assertEquals("ab…", OneLine.of("ab\uD83D\uDE00cd", 4), "no half of a character");
    }

    @Test
    void startsAreCountedByLoadAndCellWithTheirBounds() {
        feed.counted("properties", LiveSamples.starts("op_one", "cpu", 99, 9));
        feed.counted("starts", LiveSamples.starts("op_one", "cpu", 40, 2));
        feed.counted("starts", LiveSamples.starts("op_one", "none", 10, 0));
        feed.counted(
                "starts",
                List.of(
                        new Counter("op_two", "load=none", "through", "inconclusive", 3),
                        new Counter("op_two", "load=none", "alive", "inconclusive", 3),
                        new Counter("op_two", "load=none", "exit", "inconclusive", 3)));
        clock.pass(2000);
        feed.progress(LiveSamples.oneWorker(1));
        LiveState.Starts starts = board.state().starts();
        assertNotNull(starts);
        assertEquals(
                new LiveState.Cell(
                        "all", 53, 2, 0, 0, 3, LiveSamples.READING.interval().of(2, 50)),
                starts.all());
        assertEquals(3, starts.cellsTried());
        assertEquals(
                List.of("cpu", "none"),
                starts.byLoad().stream().map(LiveState.Cell::name).toList());
        assertEquals(
                List.of("op_one engine=naive load=cpu"),
                starts.worst().stream().map(LiveState.Cell::name).toList());
    }

    @Test
    void aCampaignWithoutStartsHasNone() {
        LiveFeed other = new LiveFeed(board, LiveSamples.ABOUT, List.of(), null, new LiveSamples.Nobody(), clock);
        other.counted("starts", LiveSamples.starts("op_one", "cpu", 40, 2));
        other.progress(LiveSamples.oneWorker(1));
        assertNull(board.state().starts());
        assertTrue(board.json().endsWith("\"starts\":null}"), board.json());
    }

    @Test
    void findingsOfEarlierSittingsAreThereFromTheStart() {
        new LiveFeed(
                board,
                LiveSamples.ABOUT,
                List.of(LiveSamples.finding("VF-1", null, FaultClass.LEAK, "grows")),
                null,
                new LiveSamples.Nobody(),
                clock);
        assertEquals("VF-1", board.state().findings().get(0).id());
        assertNull(board.state().findings().get(0).operator());
    }

    @Test
    void everythingIsPassedOn() {
        List<String> heard = new ArrayList<>();
        LiveFeed between = new LiveFeed(
                board,
                LiveSamples.ABOUT,
                List.of(),
                null,
                new CampaignListener() {
                    @Override
                    public void progress(CampaignProgress progress) {
                        heard.add("progress");
                    }

                    @Override
                    public void found(Finding finding) {
                        heard.add("found");
                    }

                    @Override
                    public void counted(String lane, List<Counter> counters) {
                        heard.add("counted");
                    }

                    @Override
                    public void workerGone(String worker, boolean lost) {
                        heard.add("gone");
                    }

                    @Override
                    public void ended(CampaignEnd end) {
                        heard.add("ended");
                    }
                },
                clock);
        between.progress(LiveSamples.oneWorker(1));
        between.found(LiveSamples.finding("VF-1", "op_one", FaultClass.CRASH, "signal 11"));
        between.counted("starts", List.of());
        between.workerGone(LiveSamples.NEAR, true);
        between.ended(LiveSamples.end());
        assertEquals(List.of("progress", "found", "counted", "gone", "ended"), heard);
        assertEquals(new LiveState.Ending("finished", ""), now().ending());
    }
}
