package dev.vigil.cli.node;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a node listens.
 *
 * @param host a name or an IP address, as other nodes reach it
 * @param port 0, for one's own, means any that is free
 */
public record NodeAddress(String host, int port) {
    static final int USUAL_PORT = 7355;

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]");

    /** Reads {@code HOST}, {@code HOST:PORT} or {@code [IPV6]:PORT}; empty when it is neither. */
    public static Optional<NodeAddress> read(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon >= 0 && !text.endsWith("]");
        String host = port ? text.substring(0, colon) : text;
        String number = port ? text.substring(colon + 1) : String.valueOf(USUAL_PORT);
        if (!HOST.matcher(host).matches() || !number.matches("\\d{1,5}") || Integer.parseInt(number) > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new NodeAddress(host, Integer.parseInt(number)));
    }

    boolean loopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** As Pekko writes it: {@code pekko://vigil@10.0.0.1:7355}. */
    public String system() {
        return "pekko://" + NodeSystem.NAME + "@" + this;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
