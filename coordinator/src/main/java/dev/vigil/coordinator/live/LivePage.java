package dev.vigil.coordinator.live;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.jspecify.annotations.Nullable;
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

    private static final ContentType EVENTS = ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM);
    private static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final ActorSystem<?> system;
    private final LiveSettings settings;
    private final LiveBoard board;
    private final LiveEvents events;
    private final LiveMetrics metrics;
    private final LiveDoor door;
    private final @Nullable LiveKey key;
    private final Map<String, Resource> resources = Map.of(
            "/", new Resource(ContentTypes.TEXT_HTML_UTF8, "live.html"),
            "/live.css", new Resource(ContentTypes.parse("text/css; charset=utf-8"), "live.css"),
            "/live.js", new Resource(ContentTypes.parse("text/javascript; charset=utf-8"), "live.js"),
            "/icon.svg", new Resource(ContentTypes.parse("image/svg+xml"), "icon.svg"));
    private @Nullable ServerBinding binding;

    private static final class Resource {
        private final ContentType type;
        private final byte[] bytes;

        Resource(ContentType type, String name) {
            this.type = type;
            try (InputStream in = Objects.requireNonNull(LivePage.class.getResourceAsStream(name), name)) {
                this.bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read our own " + name, e);
            }
        }

        HttpResponse answer() {
            return HttpResponse.create().withEntity(HttpEntities.create(type, bytes));
        }
    }

    private LivePage(ActorSystem<?> system, LiveSettings settings, LiveBoard board) {
        this.system = system;
        this.settings = settings;
        this.board = board;
        this.events = new LiveEvents(board);
        this.metrics = new LiveMetrics(board, events::listeners);
        String token = settings.token();
        this.key = token == null ? null : new LiveKey(token, settings.address().getPort());
        this.door = new LiveDoor(settings, key);
    }

    /**
     * Listens when this returns.
     *
     * @param system outlives the page
     * @throws IOException in one line, when nobody can listen there
     */
    public static LivePage open(ActorSystem<?> system, LiveSettings settings, LiveBoard board)
            throws IOException, InterruptedException {
        LivePage page = new LivePage(system, settings, board);
        InetSocketAddress address = settings.address();
        try {
            page.binding = Http.get(system)
                    .newServerAt(address.getAddress().getHostAddress(), address.getPort())
                    .withSettings(ServerSettings.create(ConfigFactory.parseString(LIMITS)
                            .withFallback(system.settings().config())))
                    .bindSync(page::answer)
                    .toCompletableFuture()
                    .get(BINDING.toMillis(), TimeUnit.MILLISECONDS);
            return page;
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
        return OneLine.of(String.valueOf(deepest.getMessage()).replaceFirst("^\\[[^\\]]*\\] ", ""), 200);
    }

    /** The port that it listens on, chosen by the system where 0 was asked for. */
    public int port() {
        return Objects.requireNonNull(binding).localAddress().getPort();
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

    /** Ends all connections within a second. */
    @Override
    public void close() {
        events.close();
        try {
            Objects.requireNonNull(binding)
                    .terminate(FAREWELL)
                    .toCompletableFuture()
                    .get(3 * FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the live page took too long to close; its connections end with the actor system", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse answer(HttpRequest request) {
        // Nothing of a body is ever read.
        request.discardEntityBytes(system);
        return Answers.careful(door.strange(request).orElseGet(() -> known(request)));
    }

    private HttpResponse known(HttpRequest request) {
        if (!request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD)) {
            return Answers.text(StatusCodes.METHOD_NOT_ALLOWED, "this page only shows: GET or HEAD")
                    .addHeader(RawHeader.create("Allow", "GET, HEAD"));
        }
        if (!request.entity().isKnownEmpty()) {
            return Answers.text(StatusCodes.CONTENT_TOO_LARGE, "ask without a body");
        }
        String path = request.getUri().path();
        if (path.equals("/alive")) {
            return Answers.text(StatusCodes.OK, "alive");
        }
        Resource resource = resources.get(path);
        Optional<HttpResponse> refusal = entered(request, path)
                .or(() -> door.locked(request))
                .or(() -> resource == null ? door.foreign(request) : Optional.empty());
        return refusal.orElseGet(() -> resource == null ? data(request, path) : resource.answer());
    }

    /** To whoever brings the token in the address of the page: a cookie for it, and the address without it. */
    private Optional<HttpResponse> entered(HttpRequest request, String path) {
        if (key == null || !path.equals("/") || !key.isInQuery(request)) {
            return Optional.empty();
        }
        return Optional.of(Answers.text(StatusCodes.SEE_OTHER, "come in")
                .addHeader(Location.create("/"))
                .addHeader(key.setCookie()));
    }

    private HttpResponse data(HttpRequest request, String path) {
        return switch (path) {
            case "/api/campaign" ->
                HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, board.json()));
            case "/api/events" -> events(request);
            case "/metrics" ->
                HttpResponse.create()
                        .withEntity(
                                HttpEntities.create(METRICS, metrics.scrape().getBytes(StandardCharsets.UTF_8)));
            default -> Answers.text(StatusCodes.NOT_FOUND, "there is nothing here by this name");
        };
    }

    private HttpResponse events(HttpRequest request) {
        if (request.method().equals(HttpMethods.HEAD)) {
            return HttpResponse.create().withEntity(HttpEntities.create(EVENTS, new byte[0]));
        }
        return events.full()
                ? Answers.text(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        LiveEvents.LISTENERS_MAX + " listen already; close another page, or ask /api/campaign")
                : HttpResponse.create().withEntity(HttpEntities.createChunked(EVENTS, events.source()));
    }
}
