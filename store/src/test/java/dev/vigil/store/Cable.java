package dev.vigil.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lies between a client and its server, and can be cut at the worst moment: when a commit is done and its answer on the way. */
final class Cable implements AutoCloseable {
    private final ServerSocket near;
    private final int far;
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final AtomicBoolean armed = new AtomicBoolean();

    Cable(int far) throws IOException {
        this.near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.far = far;
        pumps.execute(this::connections);
    }

    int port() {
        return near.getLocalPort();
    }

    /** The next commit reaches the server, and its answer nobody. */
    void cutAtNextCommit() {
        armed.set(true);
    }

    private void connections() {
        try {
            while (true) {
                Socket client = near.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), far);
                AtomicBoolean cut = new AtomicBoolean();
                pumps.execute(() -> there(client, server, cut));
                pumps.execute(() -> back(server, client, cut));
            }
        } catch (IOException e) {
            // The cable is taken away.
            return;
        }
    }

    private void there(Socket client, Socket server, AtomicBoolean cut) {
        byte[] bytes = new byte[1 << 16];
        try (client;
                server;
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                String said = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
                if (said.contains("COMMIT") && armed.compareAndSet(true, false)) {
                    cut.set(true);
                }
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            // One end hung up; both are closed.
            return;
        }
    }

    private static void back(Socket server, Socket client, AtomicBoolean cut) {
        byte[] bytes = new byte[1 << 16];
        try (client;
                server;
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream()) {
            for (int n = in.read(bytes); n >= 0 && !cut.get(); n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        pumps.shutdownNow();
    }
}
