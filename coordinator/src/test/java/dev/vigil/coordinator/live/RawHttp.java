package dev.vigil.coordinator.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection on which a test says what a browser would not, and reads what comes back line by line. */
final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket = new Socket();
    private final BufferedReader in;

    /** @param receiveBytes of the kernel's buffer, so that a listener that does not read is soon full */
    RawHttp(int port, int receiveBytes) throws IOException {
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    RawHttp(int port) throws IOException {
        this(port, 64 * 1024);
    }

    /** The status and the headers in small letters. */
    List<String> ask(String... lines) throws IOException {
        send(String.join("\r\n", lines) + "\r\n\r\n");
        return head();
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    List<String> head() throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.add(head.isEmpty() ? line : line.toLowerCase(Locale.ROOT));
        }
        return head;
    }

    /** The status of one question on a connection of its own. */
    static int status(int port, String... lines) throws IOException {
        try (RawHttp raw = new RawHttp(port)) {
            List<String> head = raw.ask(lines);
            return head.isEmpty() ? 0 : Integer.parseInt(head.get(0).split(" ", -1)[1]);
        }
    }

    /** The next line that starts so; empty when the stream ends before. */
    String await(String start) throws IOException {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
        } catch (SocketException e) {
            // A server that goes away may reset what is still open.
            return "";
        }
        return "";
    }

    /** Subscribes to events as a browser does. */
    static RawHttp listening(int port, int receiveBytes) throws IOException {
        RawHttp raw = new RawHttp(port, receiveBytes);
        raw.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        return raw;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
