package dev.vigil.coordinator.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.verdict.FaultClass;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a program sees it: real HTTP over loopback. */
@Timeout(60)
class LivePageTests {
    private static final String TOKEN = "a+token/of-16.or~more=";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static ActorSystem<Void> system;

    private final HttpClient client = HttpClient.newHttpClient();
    private final LiveBoard board = new LiveBoard();
    private final LiveSamples.Clock clock = new LiveSamples.Clock();
    private @Nullable LivePage opened;

    @BeforeAll
    static void begin() {
        system = ActorSystem.create(
                Behaviors.empty(),
                "live",
                ConfigFactory.parseString("pekko { daemonic = on, stdout-loglevel = OFF, loglevel = OFF }")
                        .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void end() {
        system.terminate();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private LivePage open(@Nullable String token) throws Exception {
        opened = LivePage.open(system, LiveSettings.of("0", token), board);
        return opened;
    }

    private HttpResponse<String> get(LivePage page, String path, String... headers) throws Exception {
        return ask(page, path, "GET", headers);
    }

    private HttpResponse<String> ask(LivePage page, String path, String method, String... headers) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(page.url()).resolve(path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return client.send(builder.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private JsonNode campaign(LivePage page) throws Exception {
        return new ObjectMapper().readTree(get(page, "/api/campaign").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html, <title>Vigil",
        "/live.css, text/css, prefers-color-scheme",
        "/live.js, text/javascript, EventSource",
        "/icon.svg, image/svg+xml, <svg",
        "/alive, text/plain, alive",
        "/api/campaign, application/json, \"campaign\":null",
        "/metrics, text/plain; version=0.0.4, vigil_cases_total",
    })
    void everyRouteAnswersWithItsTypeAndItsCare(String path, String type, String words) throws Exception {
        HttpResponse<String> answer = get(open(null), path);
        assertEquals(200, answer.statusCode());
        assertTrue(header(answer, "content-type").startsWith(type), header(answer, "content-type"));
        assertTrue(answer.body().contains(words), answer.body());
        assertTrue(header(answer, "content-security-policy").startsWith("default-src 'none'; script-src 'self';"));
        assertEquals("nosniff", header(answer, "x-content-type-options"));
        assertEquals("no-store", header(answer, "cache-control"));
        assertEquals("", header(answer, "access-control-allow-origin"));
        assertEquals("", header(answer, "server"));
    }

    @Test
    void thePageAsksNobodyElseAndHasNothingInline() throws Exception {
        LivePage page = open(null);
        String html = get(page, "/").body();
        assertFalse(
                Pattern.compile("(?:src|href)=\"(?:https?:)?//").matcher(html).find(), html);
        assertFalse(
                Pattern.compile("<script(?! src)|<style|\\son[a-z]+=|style=")
                        .matcher(html)
                        .find(),
                html);
        String script = get(page, "/live.js").body();
        assertFalse(Pattern.compile("innerHTML|outerHTML|insertAdjacent|document\\.write|eval\\(")
                .matcher(script)
                .find());
    }

    @Test
    void theJsonHasAllThatThePageShows() throws Exception {
        LivePage page = open(null);
        LiveFeed feed = LiveSamples.feed(board, clock);
        feed.progress(LiveSamples.twoWorkers(5));
        feed.found(LiveSamples.finding("VF-1", "op_one", FaultClass.CRASH, "signal 11"));
        JsonNode all = campaign(page);
        assertEquals("c-20261130-1", all.at("/now/campaign/id").asText());
        assertEquals("EXPLORING", all.at("/now/figures/phase").asText());
        assertEquals(
                "exploring op_three", all.at("/now/workers/0/running/1/text").asText());
        assertEquals(71, all.at("/now/queues/0/waiting").asInt());
        assertFalse(all.at("/now/queues/1/runnable").asBoolean(true));
        assertEquals("crash", all.at("/findings/0/faultClass").asText());
        assertEquals(1, all.at("/history").size());
        assertEquals(0, all.at("/starts/all/starts").asInt(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/api/campaign", "/api/events", "/alive"})
    void headAnswersWithoutABody(String path) throws Exception {
        HttpResponse<String> answer = ask(open(null), path, "HEAD");
        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void nothingCanBeChanged(String method) throws Exception {
        HttpResponse<String> answer = ask(open(null), "/api/campaign", method);
        assertEquals(405, answer.statusCode());
        assertEquals("GET, HEAD", header(answer, "allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/live.html", "/../pom.xml", "/api", "/api/campaign/"})
    void whatIsNotThereIsSaidSo(String path) throws Exception {
        assertEquals(404, RawHttp.status(open(null).port(), "GET " + path + " HTTP/1.1", "Host: localhost"));
    }

    @Test
    void oversizedRequestsAreRefused() throws Exception {
        int port = open(null).port();
        String big = "x".repeat(5000);
        assertEquals(414, RawHttp.status(port, "GET /?" + big + " HTTP/1.1", "Host: localhost"));
        assertEquals(431, RawHttp.status(port, "GET / HTTP/1.1", "Host: localhost", "X-A: " + big));
        List<String> many = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: localhost"));
        IntStream.range(0, 100).forEach(i -> many.add("X-" + i + ": 1"));
        int status = RawHttp.status(port, many.toArray(String[]::new));
        assertTrue(status == 431 || status == 400, "too many headers: " + status);
        assertEquals(413, RawHttp.status(port, "GET / HTTP/1.1", "Host: localhost", "Content-Length: 3", "", "abc"));
        int body = RawHttp.status(port, "GET / HTTP/1.1", "Host: localhost", "Content-Length: 900000000");
        assertEquals(413, body);
        assertEquals(200, get(opened(), "/alive").statusCode());
    }

    private LivePage opened() {
        return Objects.requireNonNull(opened);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:1, 200",
        "127.0.0.1:80, 200",
        "[::1]:80, 200",
        "evil.example, 421",
        "localhost.evil.example:80, 421",
        "169.254.169.254, 421",
    })
    void onLoopbackOnlyNamesOfThisMachineAreAnswered(String host, int status) throws Exception {
        int port = open(null).port();
        assertEquals(status, RawHttp.status(port, "GET / HTTP/1.1", "Host: " + host));
        assertEquals(status, RawHttp.status(port, "GET /alive HTTP/1.1", "Host: " + host));
    }

    @Test
    void pagesOfOthersCannotAsk() throws Exception {
        int port = open(null).port();
        for (String path : List.of("/api/campaign", "/api/events", "/metrics")) {
            for (String site : List.of("cross-site", "same-site")) {
                assertEquals(
                        403,
                        RawHttp.status(
                                port, "GET " + path + " HTTP/1.1", "Host: localhost", "Sec-Fetch-Site: " + site));
            }
        }
        assertEquals(
                200, RawHttp.status(port, "GET / HTTP/1.1", "Host: localhost", "Sec-Fetch-Site: cross-site"), "a link");
        assertEquals(
                200,
                RawHttp.status(port, "GET /api/campaign HTTP/1.1", "Host: localhost", "Sec-Fetch-Site: same-origin"));
    }

    @Test
    void aTokenOpensAndNothingElseDoes() throws Exception {
        LivePage page = open(TOKEN);
        for (String path : List.of("/", "/live.js", "/api/campaign", "/api/events", "/metrics", "/nothing")) {
            HttpResponse<String> answer = get(page, path);
            assertEquals(401, answer.statusCode(), path);
            assertTrue(header(answer, "www-authenticate").startsWith("Bearer"));
        }
        assertEquals(200, get(page, "/alive").statusCode(), "says nothing of the campaign");
        assertEquals(
                200, get(page, "/metrics", "Authorization", "Bearer " + TOKEN).statusCode());
        for (String wrong : List.of("Bearer " + TOKEN + "x", "Bearer ", TOKEN, "Basic " + TOKEN, "Bearer wrong")) {
            assertEquals(401, get(page, "/metrics", "Authorization", wrong).statusCode(), wrong);
        }
    }

    @Test
    void aTokenInTheAddressBecomesACookieAndLeavesTheAddress() throws Exception {
        LivePage page = open(TOKEN);
        HttpResponse<String> entry = get(page, "/?token=" + TOKEN);
        assertEquals(303, entry.statusCode());
        assertEquals("/", header(entry, "location"));
        String cookie = header(entry, "set-cookie");
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        assertFalse(cookie.contains(TOKEN), "the cookie does not tell the token");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, get(page, "/", "Cookie", pair).statusCode());
        assertEquals(200, get(page, "/api/campaign", "Cookie", "a=b; " + pair).statusCode());
        assertEquals(401, get(page, "/", "Cookie", pair + "x").statusCode());
        assertEquals(
                401,
                get(page, "/", "Cookie", pair.substring(0, pair.length() - 1)).statusCode());
        String escaped = TOKEN.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
        assertEquals(303, get(page, "/?a=b&token=" + escaped).statusCode());
        assertEquals(401, get(page, "/?token=wrong").statusCode());
        assertEquals(401, get(page, "/api/campaign?token=" + TOKEN).statusCode(), "only the page takes it so");
        assertTrue(
                List.of(400, 401).contains(RawHttp.status(page.port(), "GET /?token=%zz HTTP/1.1", "Host: localhost")));
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        int port = open(null).port();
        IOException e = assertThrows(
                IOException.class, () -> LivePage.open(system, LiveSettings.of("127.0.0.1:" + port, null), board));
        assertEquals(
                "nobody can listen on 127.0.0.1:" + port
                        + ": Address already in use; give another port, or 0 for any that is free",
                e.getMessage());
    }

    @Test
    void eventsBeginWithAllAndGoOnWithWhatChanged() throws Exception {
        LivePage page = open(null);
        LiveFeed feed = LiveSamples.feed(board, clock);
        try (RawHttp raw = RawHttp.listening(page.port(), 64 * 1024)) {
            List<String> head = raw.head();
            assertTrue(head.get(0).contains(" 200 "), head.toString());
            assertTrue(head.stream().anyMatch(h -> h.startsWith("content-type: text/event-stream")), head.toString());
            assertEquals("retry: 3000", raw.await("retry"));
            for (String part : List.of("now", "history", "findings", "starts")) {
                assertEquals("event: " + part, raw.await("event"));
            }
            feed.progress(LiveSamples.oneWorker(77));
            assertEquals("event: now", raw.await("event"));
            assertTrue(raw.await("data").contains("\"cases\":77,"));
            assertEquals("event: history", raw.await("event"));
            feed.found(LiveSamples.finding("VF-1", "op_one", FaultClass.CRASH, "signal\n\nevent: 11"));
            assertEquals("event: findings", raw.await("event"));
            assertTrue(raw.await("data").contains("VF-1"));
            page.close();
            assertEquals("", raw.await("event"), "the stream ends with the page");
        }
        HttpClient late = HttpClient.newHttpClient();
        assertThrows(
                IOException.class,
                () -> late.send(HttpRequest.newBuilder(URI.create(page.url())).build(), BodyHandlers.ofString()));
    }

    @Test
    void listenersAreBoundedAndOneThatGoesMakesRoom() throws Exception {
        LivePage page = open(null);
        List<RawHttp> all = new ArrayList<>();
        try {
            for (int i = 0; i < LiveEvents.LISTENERS_MAX; i++) {
                RawHttp raw = RawHttp.listening(page.port(), 64 * 1024);
                assertEquals("event: now", raw.await("event"));
                all.add(raw);
            }
            assertEquals(503, get(page, "/api/events").statusCode());
            assertEquals(200, get(page, "/api/campaign").statusCode());
            assertTrue(get(page, "/metrics").body().contains("vigil_live_listeners 64.0"));
            all.remove(0).close();
            // The server learns of it when it next has something to say.
            LiveFeed feed = LiveSamples.feed(board, clock);
            assertTimeoutPreemptively(PATIENCE, () -> {
                for (long cases = 0; ; cases++) {
                    feed.progress(LiveSamples.oneWorker(cases));
                    try (RawHttp raw = RawHttp.listening(page.port(), 64 * 1024)) {
                        if (raw.head().get(0).contains(" 200 ")) {
                            return;
                        }
                    }
                }
            });
        } finally {
            for (RawHttp raw : all) {
                raw.close();
            }
        }
    }

    @Test
    void aListenerThatDoesNotReadHoldsNobodyUpAndHasNothingKeptForIt() throws Exception {
        LivePage page = open(null);
        LiveFeed feed = LiveSamples.feed(board, clock);
        String long200 = "x".repeat(200);
        IntStream.range(0, LiveFeed.FINDINGS_MAX)
                .forEach(i -> feed.found(LiveSamples.finding("VF-" + i, long200, FaultClass.CRASH, long200)));
        int rounds = 12;
        try (RawHttp slow = RawHttp.listening(page.port(), 4096);
                RawHttp quick = RawHttp.listening(page.port(), 1 << 20)) {
            for (int i = 1; i <= rounds; i++) {
                feed.found(LiveSamples.finding("ROUND-" + i, long200, FaultClass.CRASH, long200));
                assertTrue(findingsUntil(quick, "ROUND-" + i) > 0);
            }
            long began = System.nanoTime();
            IntStream.range(0, 1000).forEach(i -> feed.progress(LiveSamples.oneWorker(i)));
            long us = (System.nanoTime() - began) / 1_000_000;
            assertTrue(us < 1000, "a word of the coordinator took " + us + " µs");
            // What it finds in the buffers of the kernel is old; then comes the newest, and nothing between.
            int pieces = findingsUntil(slow, "ROUND-" + rounds);
            assertTrue(pieces <= rounds / 2, pieces + " of " + rounds + " states were kept for a slow listener");
        }
    }

    /** How many lists of findings come until this one is on it. */
    private static int findingsUntil(RawHttp listener, String id) throws IOException {
        for (int seen = 1; ; seen++) {
            String data = listener.await("data: [{\"id\"");
            assertFalse(data.isEmpty(), "the stream ended");
            if (data.contains("\"" + id + "\"")) {
                return seen;
            }
        }
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        LivePage page = open(null);
        LiveFeed feed = LiveSamples.feed(board, clock);
        feed.progress(LiveSamples.twoWorkers(500));
        assertEquals(500, value(metrics(page), "vigil_cases_total"));
        feed.workerGone(LiveSamples.FAR, true);
        feed.progress(LiveSamples.oneWorker(400));
        Map<String, Double> metrics = metrics(page);
        assertEquals(500, value(metrics, "vigil_cases_total"), "a counter does not fall when a unit is lost");
        assertEquals(17, value(metrics, "vigil_crashes_total"));
        assertEquals(2, value(metrics, "vigil_faults_total"));
        assertEquals(3, value(metrics, "vigil_findings{status=\"proven\"}"));
        assertEquals(1, value(metrics, "vigil_findings{status=\"unstable\"}"));
        assertEquals(120, value(metrics, "vigil_units{state=\"done\"}"));
        assertEquals(2, value(metrics, "vigil_units{state=\"out\"}"));
        assertEquals(76, value(metrics, "vigil_units{state=\"waiting\"}"));
        assertEquals(1, value(metrics, "vigil_workers{state=\"here\"}"));
        assertEquals(1, value(metrics, "vigil_workers{state=\"lost\"}"));
        assertEquals(3723, value(metrics, "vigil_elapsed_seconds"));
        assertEquals(5, value(metrics, "vigil_queue_units{queue=\"gpu\",runnable=\"false\",state=\"waiting\"}"));
        assertEquals(1, value(metrics, "vigil_campaign{campaign=\"c-20261130-1\",target=\"default\"}"));
        CampaignProgress next = LiveSamples.oneWorker(3);
        LiveFeed second = new LiveFeed(
                board,
                new LiveState.About("c-2", "a \"b\"\\\n", "", "quick", 1, 5, List.of()),
                List.of(),
                null,
                new LiveSamples.Nobody(),
                clock);
        second.progress(next);
        assertEquals(3, value(metrics(page), "vigil_cases_total"), "another campaign begins anew");
        assertEquals(
                1,
                metrics(page).keySet().stream()
                        .filter(name -> name.startsWith("vigil_campaign{"))
                        .count());
    }

    private static double value(Map<String, Double> metrics, String name) {
        return metrics.getOrDefault(name, Double.NaN);
    }

    /** Every line must be a comment or {@code NAME{LABELS} VALUE}. */
    private Map<String, Double> metrics(LivePage page) throws Exception {
        Pattern line = Pattern.compile("(vigil_[a-z_]+(?:\\{(?:[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\",?)+\\})?) (\\S+)");
        return get(page, "/metrics")
                .body()
                .lines()
                .filter(l -> !l.startsWith("#"))
                .map(l -> {
                    Matcher matcher = line.matcher(l);
                    assertTrue(matcher.matches(), l);
                    return matcher;
                })
                .collect(Collectors.toMap(m -> m.group(1), m -> Double.valueOf(m.group(2))));
    }
}
