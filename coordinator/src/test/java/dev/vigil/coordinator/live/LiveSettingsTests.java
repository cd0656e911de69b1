package dev.vigil.coordinator.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSettingsTests {
    private static final String TOKEN = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "8080, 127.0.0.1, 8080",
        "0, 127.0.0.1, 0",
        "localhost:1, localhost, 1",
        "127.0.0.2:65535, 127.0.0.2, 65535",
        "[::1]:80, [::1], 80"
    })
    void loopbackNeedsNoToken(String place, String host, int port) {
        LiveSettings settings = LiveSettings.of(place, null);
        assertEquals(host, settings.host());
        assertEquals(port, settings.address().getPort());
        assertTrue(settings.loopback());
        assertNull(settings.token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "80x", ":80", "host:", "::1:80", "65536", "999999", "a b:80", "http://x:80", "-1"})
    void noPlaceIsOneLine(String place) {
        refused(place, null, "is no place to listen");
    }

    @Test
    void unknownHostIsOneLine() {
        refused("no-such-host.invalid:80", null, "no address is known for the host no-such-host.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:80", "[::]:80", "10.0.0.1:80"})
    void whatOthersReachNeedsAToken(String place) {
        refused(place, null, "needs a token of 16 characters or more: give one with --live-token-file");
        assertEquals(TOKEN, LiveSettings.of(place, TOKEN).token());
    }

    @ParameterizedTest
    @CsvSource({"short, has 5 characters", "'', has 0 characters", "'0123456789 abcdefg', do not travel well"})
    void weakTokenIsRefusedAnywhere(String token, String words) {
        refused("0.0.0.0:80", token, words);
        refused("80", token, words);
    }

    private static void refused(String place, @Nullable String token, String words) {
        String line = String.valueOf(assertThrows(IllegalArgumentException.class, () -> LiveSettings.of(place, token))
                .getMessage());
        assertTrue(line.contains(words), line);
        assertEquals(1, line.lines().count());
    }
}
