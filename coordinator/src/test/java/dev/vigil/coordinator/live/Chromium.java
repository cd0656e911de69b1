package dev.vigil.coordinator.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real browser without a window, steered by its own protocol: {@code --dump-dom} would wait for the end of a stream of events
 * that has none, and could not show that a page follows it.
 */
final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    static @Nullable Path installed() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    Chromium(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address()), new Ears())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String address() throws IOException {
        BufferedReader said = process.errorReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread drain = new Thread(() -> said.lines().forEach(rest -> {}), "chromium-stderr");
                drain.setDaemon(true);
                drain.start();
                return line.substring(LISTENING.length());
            }
        }
        throw new IOException("chromium ended before it listened");
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void hear(String message) {
        JsonNode node;
        try {
            node = json.readTree(message);
        } catch (IOException e) {
            throw new IllegalStateException(message, e);
        }
        String method = node.path("method").asText();
        if (method.equals("Runtime.exceptionThrown")
                || (method.equals("Log.entryAdded")
                        && node.at("/params/entry/level").asText().equals("error"))) {
            complaints.add(node.path("params").toString());
        }
        CompletableFuture<JsonNode> answer = asked.remove(node.path("id").asInt(-1));
        if (answer != null) {
            answer.complete(node);
        }
    }

    private JsonNode call(@Nullable String session, String method, Map<String, ?> params) throws Exception {
        int id = ids.incrementAndGet();
        ObjectNode message = json.createObjectNode();
        message.put("id", id).put("method", method).set("params", json.valueToTree(params));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        socket.sendText(json.writeValueAsString(message), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode node = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (node.has("error")) {
            throw new IllegalStateException(method + ": " + node.get("error"));
        }
        return node.path("result");
    }

    /** Errors that pages met since they were asked for last: of scripts, of loading, of the content policy. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** A page of its own, of this size in CSS pixels. */
    Tab open(String url, int width, int height, boolean dark) throws Exception {
        String target = call(null, "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        Tab tab = new Tab(
                target,
                call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .path("sessionId")
                        .asText());
        call(tab.session, "Log.enable", Map.of());
        call(tab.session, "Runtime.enable", Map.of());
        call(tab.session, "Page.enable", Map.of());
        call(
                tab.session,
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
        call(
                tab.session,
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        call(tab.session, "Page.navigate", Map.of("url", url));
        return tab;
    }

    final class Tab implements AutoCloseable {
        private final String target;
        private final String session;

        private Tab(String target, String session) {
            this.target = target;
            this.session = session;
        }

        /** The value of an expression, as text. */
        String value(String expression) throws Exception {
            JsonNode result = call(
                    session,
                    "Runtime.evaluate",
                    Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
            if (result.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
            }
            return result.at("/result/value").asText();
        }

        /** Waits until an expression holds in the page. */
        void await(String condition) throws Exception {
            String waited = value("new Promise(done => { const began = Date.now(); (function look() {"
                    + " if (" + condition + ") { done('held'); }"
                    + " else if (Date.now() - began > 15000) { done(document.body.innerText); }"
                    + " else { setTimeout(look, 20); } })(); })");
            if (!waited.equals("held")) {
                throw new AssertionError("never came: " + condition + "; the page says:\n" + waited);
            }
        }

        void screenshot(Path file) throws Exception {
            String data = call(session, "Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                    .path("data")
                    .asText();
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        }

        @Override
        public void close() {
            try {
                call(null, "Target.closeTarget", Map.of("targetId", target));
            } catch (Exception e) {
                throw new IllegalStateException("the tab cannot be closed", e);
            }
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // They write into their profile as long as they live.
        all.forEach(one -> one.onExit().join());
    }
}
