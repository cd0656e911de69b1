package dev.vigil.coordinator.live;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookiePair;
import org.apache.pekko.http.javadsl.model.headers.SameSite;
import org.apache.pekko.http.javadsl.model.headers.SetCookie;

/**
 * The token that opens a page, and the cookie that a browser gets for it. The cookie is made from the token, so that it
 * outlives the process, and does not tell it. Comparisons take the same time wherever the first difference is. Thread-safe.
 */
final class LiveKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BEARER = "Bearer ";
    private static final String TOKEN = "token=";

    private final byte[] token;
    private final String cookieName;
    private final String cookie;

    /** @param port browsers send cookies to all ports of a host, so its name tells pages apart */
    LiveKey(String token, int port) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.cookieName = "vigil_live_" + port;
        this.cookie =
                Base64.getUrlEncoder().withoutPadding().encodeToString(mac(this.token, "vigil live page, cookie 1"));
    }

    /** Whether {@code ?token=} has it, as it is or with its characters escaped. */
    boolean isInQuery(HttpRequest request) {
        for (String word : request.getUri().rawQueryString().orElse("").split("&", -1)) {
            if (word.startsWith(TOKEN) && equal(token, unescaped(word.substring(TOKEN.length())))) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String text) {
        try {
            // A plus in an address is a plus; only forms mean a space by it.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No token is like that, whatever was meant.
            return text;
        }
    }

    /** Whether it has the cookie, or the token in a header. */
    boolean opens(HttpRequest request) {
        boolean bearer = request.getHeader("Authorization")
                .map(header -> header.value())
                .filter(value -> value.startsWith(BEARER) && equal(token, value.substring(BEARER.length())))
                .isPresent();
        if (bearer) {
            return true;
        }
        byte[] wanted = cookie.getBytes(StandardCharsets.UTF_8);
        for (Cookie header : request.getHeaders(Cookie.class)) {
            for (HttpCookiePair pair : header.getCookies()) {
                if (pair.name().equals(cookieName) && equal(wanted, pair.value())) {
                    return true;
                }
            }
        }
        return false;
    }

    SetCookie setCookie() {
        return SetCookie.create(HttpCookie.create(cookieName, cookie)
                .withHttpOnly(true)
                .withSameSite(SameSite.Strict)
                .withPath("/"));
    }

    private static boolean equal(byte[] wanted, String given) {
        return MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
