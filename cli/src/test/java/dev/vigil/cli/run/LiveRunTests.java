package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.cli.Exit;
import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page beside a real run. */
@Timeout(120)
final class LiveRunTests {
    private static final Pattern URL = Pattern.compile("live page (http://127\\.0\\.0\\.1:[0-9]+/)");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void thePageShowsWhatTheSlotsRunUntilTheRunEnds() throws Exception {
        URI page;
        HttpClient client = HttpClient.newHttpClient();
        try (RunProcess run = start("0")) {
            run.awaitWord("live page");
            Matcher matcher = URL.matcher(run.all());
            assertTrue(matcher.find(), run.all());
            page = URI.create(matcher.group(1));
            HttpRequest events =
                    HttpRequest.newBuilder(page.resolve("api/events")).build();
            JsonNode now = client.send(events, BodyHandlers.ofLines())
                    .body()
                    .flatMap(LiveRunTests::busy)
                    .findFirst()
                    .orElseThrow();
            assertEquals("EXPLORING", now.at("/figures/phase").asText());
            assertEquals(2, now.at("/slots").asInt());
            assertEquals("properties", now.at("/workers/0/running/0/lane").asText());
            assertEquals("properties", now.at("/queues/0/name").asText());
            assertTrue(now.at("/queues/0/runnable").asBoolean());
            String metrics = client.send(
                            HttpRequest.newBuilder(page.resolve("metrics")).build(), BodyHandlers.ofString())
                    .body();
            assertTrue(metrics.contains("vigil_workers{state=\"here\"} 1.0"), metrics);
            run.interrupt();
            assertEquals(Exit.INTERRUPTED.code(), run.exitCode(), run.all());
            assertEquals("", run.stderr(), "nothing of it is worth a word on the terminal");
            Processes.awaitNone(run.mark());
        }
        HttpRequest late = HttpRequest.newBuilder(page).build();
        assertThrows(IOException.class, () -> client.send(late, BodyHandlers.ofString()));
    }

    /** The state of an event in which a slot explores. */
    private static Stream<JsonNode> busy(String line) {
        if (!line.startsWith("data: {\"asOfMs\"")) {
            return Stream.empty();
        }
        try {
            JsonNode now = new ObjectMapper().readTree(line.substring("data: ".length()));
            return now.at("/figures/phase").asText().equals("EXPLORING")
                            && now.at("/slotsBusy").asInt() > 0
                    ? Stream.of(now)
                    : Stream.empty();
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void aPortInUseIsSaidBeforeAnythingIsWritten() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunProcess run = start("127.0.0.1:" + taken.getLocalPort())) {
            assertEquals(Exit.BAD_INPUT.code(), run.exitCode(), run.all());
            assertEquals(
                    "vigil: --live: nobody can listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use; give another port, or 0 for any that is free\n",
                    run.stderr());
        }
        assertFalse(Files.exists(folder.resolve("out")));
    }

    private RunProcess start(String live) throws IOException {
        return RunProcess.start(
                folder,
                "--live",
                live,
                "--target",
                Built.library().toString(),
                "--ops",
                "elemwise_add,dot",
                "--minutes",
                "3",
                "--slots",
                "2",
                "--out",
                folder.resolve("out").toString());
    }
}
