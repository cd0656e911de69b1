package dev.vigil.coordinator.live;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** Decides who is let in. Thread-safe. */
final class LiveDoor {
    private final @Nullable Set<String> hosts;
    private final @Nullable LiveKey key;

    LiveDoor(LiveSettings settings, @Nullable LiveKey key) {
        this.hosts = settings.loopback() ? names(settings) : null;
        this.key = key;
    }

    /** Names by which a page on a loopback address may be asked for, on any port: it may be forwarded. */
    private static Set<String> names(LiveSettings settings) {
        Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));
        names.add(bare(settings.host()));
        names.add(settings.address().getAddress().getHostAddress());
        return names;
    }

    /**
     * What to answer to a request that is not let in, whatever it asks for. A page of anybody's can give its own name the
     * address of this machine; the browser then still tells that name.
     */
    Optional<HttpResponse> strange(HttpRequest request) {
        if (hosts == null) {
            return Optional.empty();
        }
        String host =
                request.getHeader(Host.class).map(h -> bare(h.host().address())).orElse("");
        return hosts.contains(host)
                ? Optional.empty()
                : Optional.of(Answers.text(
                        StatusCodes.MISDIRECTED_REQUEST,
                        "this page is for this machine alone: ask for it as localhost or 127.0.0.1"));
    }

    /** What to answer to one that may not see how the campaign goes. */
    Optional<HttpResponse> locked(HttpRequest request) {
        return key == null || key.opens(request)
                ? Optional.empty()
                : Optional.of(Answers.text(
                                StatusCodes.UNAUTHORIZED,
                                "a token is needed: open /?token=TOKEN once, or send Authorization: Bearer TOKEN."
                                        + " If you came by a link with the token, load this page again without it.")
                        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"vigil\"")));
    }

    /** What to answer when a page of somebody else's asks behind its reader's back. */
    Optional<HttpResponse> foreign(HttpRequest request) {
        return request.getHeader("Sec-Fetch-Site")
                        .map(header -> header.value())
                        .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                        .isPresent()
                ? Optional.of(Answers.text(StatusCodes.FORBIDDEN, "pages of other sites may not ask"))
                : Optional.empty();
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
