package dev.vigil.coordinator.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/** What is answered to which request. Thread-safe; blocks nobody. */
final class LiveRoutes {
    private static final ContentType EVENTS = ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM);
    private static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final LiveBoard board;
    private final LiveEvents events;
    private final LiveMetrics metrics;
    private final @Nullable LiveKey key;
    private final LiveDoor door;
    private final Map<String, Resource> resources = Map.of(
            "/", Resource.of(ContentTypes.TEXT_HTML_UTF8, "live.html"),
            "/live.css", Resource.of(ContentTypes.parse("text/css; charset=utf-8"), "live.css"),
            "/live.js", Resource.of(ContentTypes.parse("text/javascript; charset=utf-8"), "live.js"),
            "/icon.svg", Resource.of(ContentTypes.parse("image/svg+xml"), "icon.svg"));

    private record Resource(HttpResponse answer) {
        static Resource of(ContentType type, String name) {
            try (InputStream in = Objects.requireNonNull(LiveRoutes.class.getResourceAsStream(name), name)) {
                return new Resource(HttpResponse.create().withEntity(HttpEntities.create(type, in.readAllBytes())));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read our own " + name, e);
            }
        }
    }

    LiveRoutes(LiveSettings settings, LiveBoard board, LiveEvents events) {
        this.board = board;
        this.events = events;
        this.metrics = new LiveMetrics(board, events::listeners);
        String token = settings.token();
        this.key = token == null ? null : new LiveKey(token, settings.address().getPort());
        this.door = new LiveDoor(settings, key);
    }

    /** Leaves the body of the request alone. */
    HttpResponse answer(HttpRequest request) {
        return Answers.careful(door.strange(request).orElseGet(() -> answerKnown(request)));
    }

    private HttpResponse answerKnown(HttpRequest request) {
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
        Optional<HttpResponse> instead = enter(request, path)
                .or(() -> door.locked(request))
                .or(() -> resource == null ? door.foreign(request) : Optional.empty());
        return instead.orElseGet(() -> resource == null ? data(request, path) : resource.answer());
    }

    /** To whoever brings the token in the address of the page: a cookie for it, and the address without it. */
    private Optional<HttpResponse> enter(HttpRequest request, String path) {
        if (key == null || !path.equals("/") || !key.isInQuery(request)) {
            return Optional.empty();
        }
        return Optional.of(Answers.text(StatusCodes.SEE_OTHER, "come in")
                .addHeader(Location.create("/"))
                .addHeader(key.setCookie()));
    }

    private HttpResponse data(HttpRequest request, String path) {
        return switch (path) {
            case "/api/campaign" -> bytes(ContentTypes.APPLICATION_JSON, board.json());
            case "/api/events" -> events(request);
            case "/metrics" -> bytes(METRICS, metrics.scrape());
            default -> Answers.text(StatusCodes.NOT_FOUND, "there is nothing here by this name");
        };
    }

    private HttpResponse events(HttpRequest request) {
        if (request.method().equals(HttpMethods.HEAD)) {
            return bytes(EVENTS, "");
        }
        return events.full()
                ? Answers.text(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        LiveEvents.LISTENERS_MAX + " listen already; close another page, or ask /api/campaign")
                : HttpResponse.create().withEntity(HttpEntities.createChunked(EVENTS, events.source()));
    }

    private static HttpResponse bytes(ContentType type, String text) {
        return HttpResponse.create().withEntity(HttpEntities.create(type, text.getBytes(StandardCharsets.UTF_8)));
    }
}
