package dev.vigil.coordinator.live;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is served, and to whom.
 *
 * @param host as it was given
 * @param address port 0 for any that is free
 * @param token asked of everybody; null, on a loopback address only, for whoever can reach it
 */
public record LiveSettings(
        String host, InetSocketAddress address, @Nullable String token) {
    static final int TOKEN_MIN = 16;
    private static final int TOKEN_MAX = 512;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern PLACE =
            Pattern.compile("(?:(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):)?(?<port>[0-9]{1,5})");
    /** What an {@code Authorization} header can carry and a person can type into an address. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    /**
     * @throws IllegalArgumentException in one line, when it must not be served so
     */
    public LiveSettings {
        if (token == null && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("others can reach " + host + ", so the page needs a token of "
                    + TOKEN_MIN + " characters or more: give one with --live-token-file, or an address such as "
                    + LOOPBACK);
        }
        if (token != null && (token.length() < TOKEN_MIN || token.length() > TOKEN_MAX)) {
            throw new IllegalArgumentException("the page's token has " + token.length() + " characters; give one of "
                    + TOKEN_MIN + " to " + TOKEN_MAX);
        }
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "the page's token has characters that do not travel well; use letters, digits and . _ ~ + / = -");
        }
    }

    /**
     * Looks the host up, where it is a name.
     *
     * @param place {@code PORT} or {@code HOST:PORT}
     * @throws IllegalArgumentException in one line
     */
    public static LiveSettings of(String place, @Nullable String token) {
        Matcher matcher = PLACE.matcher(place);
        int port = matcher.matches() ? Integer.parseInt(matcher.group("port")) : -1;
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    place + " is no place to listen; give PORT or HOST:PORT, such as 8080 or [::1]:8080");
        }
        String host = matcher.group("host");
        String known = host == null ? LOOPBACK : host;
        try {
            return new LiveSettings(known, new InetSocketAddress(InetAddress.getByName(known), port), token);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address is known for the host " + known, e);
        }
    }

    boolean loopback() {
        return address.getAddress().isLoopbackAddress();
    }
}
