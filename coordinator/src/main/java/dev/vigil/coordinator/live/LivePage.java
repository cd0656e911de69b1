package dev.vigil.coordinator.live;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a board: {@code /} the page, {@code /api/campaign} its JSON, {@code /api/events} its changes as server-sent events,
 * {@code /metrics} for Prometheus, {@code /alive}. Runs on the threads of the actor system that it is given, blocks none of
 * them, and shows whatever hangs on the board, also nothing. Thread-safe.
 */
public final class LivePage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);

    private static final Duration BINDING = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofMillis(300);
    private static final int REASON_MAX = 200;

    /** Nobody sends anything but short questions; connections are for the listeners and a few others. */
    private static final String LIMITS = """
            pekko.http.server {
              server-header = ""
              max-connections = 256
              backlog = 64
              bind-timeout = 5 s
              idle-timeout = 60 s
              request-timeout = 10 s
              linger-timeout = 5 s
              socket-options.so-send-buffer-size = 64k
              parsing {
                max-uri-length = 1k
                max-method-length = 16
                max-header-name-length = 64
                max-header-value-length = 2k
                max-header-count = 64
                max-content-length = 4k
              }
            }
            """;

    private final LiveSettings settings;
    private final LiveEvents events;
    private final ServerBinding binding;

    private LivePage(LiveSettings settings, LiveEvents events, ServerBinding binding) {
        this.settings = settings;
        this.events = events;
        this.binding = binding;
    }

    /**
     * Listens when this returns.
     *
     * @param system outlives the page
     * @throws IOException in one line, when nobody can listen there
     */
    public static LivePage open(ActorSystem<?> system, LiveSettings settings, LiveBoard board)
            throws IOException, InterruptedException {
        LiveEvents events = new LiveEvents(board);
        LiveRoutes routes = new LiveRoutes(settings, board, events);
        InetSocketAddress address = settings.address();
        try {
            ServerBinding binding = Http.get(system)
                    .newServerAt(address.getAddress().getHostAddress(), address.getPort())
                    .withSettings(ServerSettings.create(ConfigFactory.parseString(LIMITS)
                            .withFallback(system.settings().config())))
                    .bindSync(request -> {
                        // Nothing of a body is ever read.
                        request.discardEntityBytes(system);
                        return routes.answer(request);
                    })
                    .toCompletableFuture()
                    .get(BINDING.toMillis(), TimeUnit.MILLISECONDS);
            return new LivePage(settings, events, binding);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "nobody can listen on " + settings.host() + ":" + address.getPort() + ": " + reason(e)
                            + "; give another port, or 0 for any that is free",
                    e);
        }
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        // Which address it is about was said already.
        return OneLine.of(String.valueOf(deepest.getMessage()).replaceFirst("^\\[[^\\]]*\\] ", ""), REASON_MAX);
    }

    /** The port that it listens on, chosen by the system where 0 was asked for. */
    public int port() {
        return binding.localAddress().getPort();
    }

    /** Where a browser finds it; where it listens on all addresses of this machine, the name of it stands for them. */
    public String url() {
        String host = settings.host();
        if (settings.address().getAddress().isAnyLocalAddress()) {
            try {
                host = InetAddress.getLocalHost().getHostName();
            } catch (IOException e) {
                LOG.debug("this machine does not know its own name", e);
            }
        }
        return "http://" + host + ":" + port() + "/";
    }

    /** Ends all connections within a second; harmless when done before. */
    @Override
    public void close() {
        events.close();
        try {
            binding.terminate(FAREWELL).toCompletableFuture().get(3 * FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the live page took too long to close; its connections end with the actor system", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
