package dev.vigil.coordinator.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.vigil.model.verdict.FaultClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a real browser; screenshots of what it showed are left in {@code target/live-page}. */
@Timeout(120)
class LivePageBrowserTests {
    private static final String HOSTILE = "<img src=x onerror=window.hacked=1>";
    private static final Path SCREENS = Path.of("target", "live-page");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path work;

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static ActorSystem<Void> system;

    private static @Nullable Chromium browser;

    private final LiveBoard board = new LiveBoard();
    private final LiveSamples.Clock clock = new LiveSamples.Clock();

    /** What a reader holds in the hand. */
    enum Screen {
        DESKTOP(1280, 900, false),
        PHONE(375, 812, false),
        PHONE_DARK(375, 812, true);

        private final int width;
        private final int height;
        private final boolean dark;

        Screen(int width, int height, boolean dark) {
            this.width = width;
            this.height = height;
            this.dark = dark;
        }
    }

    @BeforeAll
    static void begin() throws Exception {
        system = ActorSystem.create(
                Behaviors.empty(),
                "live",
                ConfigFactory.parseString("pekko { daemonic = on, stdout-loglevel = OFF, loglevel = OFF }")
                        .withFallback(ConfigFactory.load()));
        Path program = Chromium.installed();
        browser = program == null ? null : new Chromium(program, work.resolve("profile"));
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        system.terminate();
    }

    @BeforeEach
    void needsChromium() {
        Assumptions.assumeTrue(
                browser != null, "no chromium on the path, so the live page was not opened in a browser");
    }

    private static Chromium browser() {
        return Objects.requireNonNull(browser);
    }

    private LivePage page() throws Exception {
        return LivePage.open(system, LiveSettings.of("0", null), board);
    }

    private static Chromium.Tab open(LivePage page, Screen screen) throws Exception {
        Chromium.Tab tab = browser().open(page.url(), screen.width, screen.height, screen.dark);
        tab.await("document.getElementById('link')?.className === 'live'");
        return tab;
    }

    private static void look(Chromium.Tab tab, String state, Screen screen) throws Exception {
        assertEquals(
                "true",
                tab.value("String(document.documentElement.scrollWidth <= " + screen.width + ")"),
                "the page is wider than its screen");
        tab.screenshot(SCREENS.resolve(state + "-" + screen.name().toLowerCase(Locale.ROOT) + ".png"));
        assertEquals(List.of(), browser().complaints());
    }

    private static String text(Chromium.Tab tab, String id) throws Exception {
        return tab.value("document.getElementById('" + id + "').innerText");
    }

    private static boolean hidden(Chromium.Tab tab, String id) throws Exception {
        return tab.value("String(document.getElementById('" + id + "').hidden)").equals("true");
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void empty(Screen screen) throws Exception {
        try (LivePage page = page();
                Chromium.Tab tab = open(page, screen)) {
            assertFalse(hidden(tab, "empty"));
            for (String id : List.of("progress", "rate", "found", "workers", "queues", "starts", "ending")) {
                assertTrue(hidden(tab, id), id);
            }
            look(tab, "empty", screen);
        }
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void running(Screen screen) throws Exception {
        try (LivePage page = page();
                Chromium.Tab tab = open(page, screen)) {
            // The page is open before the campaign begins, and follows it.
            LiveFeed feed = LiveSamples.feed(board, clock);
            tab.await("!document.getElementById('progress').hidden");
            LiveSamples.minutes(feed, clock, 100);
            tab.await("document.getElementById('figures').innerText.includes('1,594,000')");
            assertTrue(hidden(tab, "empty"));
            assertEquals("exploring", tab.value("document.getElementById('phase').textContent"));
            assertEquals("120 of 200", text(tab, "units-text"));
            assertEquals("310 of 812", text(tab, "operators-text"));
            assertEquals("0.6", tab.value("String(document.getElementById('units').position)"));
            assertEquals("2 here, 3 of 6 slots busy", text(tab, "workers-text"));
            assertTrue(text(tab, "worker-list").contains("shrinking a crash of op_four, step 3"));
            assertTrue(text(tab, "queue-rows").contains("nobody can"));
            assertEquals("none yet", text(tab, "found-none"));
            assertEquals(
                    "100",
                    tab.value("String(document.getElementById('line-top').getAttribute('points').split(' ').length)"));
            assertEquals("8:15 ago", text(tab, "line-from"));
            look(tab, "running", screen);
        }
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void withFindings(Screen screen) throws Exception {
        LiveFeed feed = LiveSamples.feed(board, clock);
        LiveSamples.minutes(feed, clock, 60);
        feed.counted("starts", LiveSamples.starts("op_one", "cpu", 140, 3));
        feed.counted("starts", LiveSamples.starts("op_two", "none", 60, 0));
        feed.found(LiveSamples.finding("VF-0a1b2c3d", null, FaultClass.LEAK, "4,096 bytes more with each call"));
        feed.found(LiveSamples.finding(
                "VF-1b2c3d4e", "op_one", FaultClass.WRONG_VALUE, "element 3 is 0.25, the reference says 0.5"));
        try (LivePage page = page();
                Chromium.Tab tab = open(page, screen)) {
            tab.await("document.querySelectorAll('#found-list li').length === 2");
            feed.found(LiveSamples.finding("VF-2c3d4e5f", HOSTILE, FaultClass.CRASH, HOSTILE + "</li><script>x"));
            feed.progress(LiveSamples.progress(
                    1,
                    List.of(LiveSamples.worker(LiveSamples.NEAR, 2)),
                    List.of(LiveSamples.doing(LiveSamples.NEAR, "u", "exploring " + HOSTILE))));
            tab.await("document.querySelectorAll('#found-list li').length === 3");
            tab.await("document.getElementById('worker-list').innerText.includes('onerror')");
            String first = tab.value("document.querySelector('#found-list li').innerText");
            assertTrue(first.contains("VF-2c3d4e5f") && first.contains("crash"), first);
            assertTrue(first.contains(HOSTILE), first);
            assertEquals("0", tab.value("String(document.querySelectorAll('img, main script').length)"));
            assertEquals("undefined", tab.value("typeof window.hacked"));
            assertTrue(text(tab, "found-list").contains("no operator"));
            assertFalse(hidden(tab, "starts"));
            assertTrue(text(tab, "start-rows").contains("op_one engine=naive load=cpu"));
            assertTrue(text(tab, "start-rows").contains("1.1 to 5.7 %"), text(tab, "start-rows"));
            look(tab, "findings", screen);
        }
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void workerLost(Screen screen) throws Exception {
        LiveFeed feed = LiveSamples.feed(board, clock);
        LiveSamples.minutes(feed, clock, 30);
        try (LivePage page = page();
                Chromium.Tab tab = open(page, screen)) {
            tab.await("document.querySelectorAll('#worker-list li').length === 2");
            feed.workerGone(LiveSamples.FAR, true);
            feed.progress(LiveSamples.oneWorker(2_000_000));
            tab.await("document.querySelectorAll('#worker-list li').length === 1");
            assertTrue(text(tab, "gone-list").startsWith("10.0.0.3:7355 lost since "), text(tab, "gone-list"));
            assertEquals("lost", tab.value("document.querySelector('#gone-list li').className"));
            look(tab, "lost", screen);
        }
    }

    @Test
    void darkIsDark() throws Exception {
        try (LivePage page = page();
                Chromium.Tab dark = open(page, Screen.PHONE_DARK);
                Chromium.Tab light = open(page, Screen.PHONE)) {
            String colour = "getComputedStyle(document.body).backgroundColor";
            assertEquals("rgb(18, 22, 27)", dark.value(colour));
            assertEquals("rgb(246, 247, 249)", light.value(colour));
        }
    }

    @Test
    void anEndAndALostConnectionAreSaid() throws Exception {
        LiveFeed feed = LiveSamples.feed(board, clock);
        feed.progress(LiveSamples.oneWorker(1));
        LivePage page = page();
        try (Chromium.Tab tab = open(page, Screen.DESKTOP)) {
            feed.ended(LiveSamples.end());
            tab.await("document.getElementById('link').innerText === 'ended'");
            assertEquals("finished", text(tab, "ending"));
        }
        LiveSamples.feed(board, clock).progress(LiveSamples.oneWorker(2));
        try (Chromium.Tab tab = open(page, Screen.DESKTOP)) {
            page.close();
            tab.await("document.getElementById('link').innerText.startsWith('connection lost since ')");
            assertEquals("lost", tab.value("document.getElementById('link').className"));
        }
        // It complains that it cannot connect.
        browser().complaints();
    }
}
