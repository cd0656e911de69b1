package dev.vigil.workers.slot;

import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.model.wire.Wire;
import dev.vigil.workers.crash.ChildExit;
import dev.vigil.workers.process.ChildProcess;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running lane host: its process, its channel, and the queue in which all that concerns it arrives. The slot's thread
 * writes; a thread of its own reads.
 */
final class LaneHost {
    private static final long HELLO_MS_MAX = 60_000;
    private static final int STDERR_MAX = 1024;

    private final ChildProcess child;
    private final ServerSocketChannel server;
    private final Path folder;
    private final Path stderr;
    // A lane host that floods us is stopped by its unit's limit; what it sends is small and answered one by one.
    private final BlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();
    private volatile @Nullable SocketChannel channel;

    LaneHost(ChildProcess child, ServerSocketChannel server, Path folder, Path stderr) {
        this.child = child;
        this.server = server;
        this.folder = folder;
        this.stderr = stderr;
        var unused = child.end().thenAccept(this::ended);
        Thread reader = new Thread(this::read, "vigil-lane-host-" + child.pid());
        reader.setDaemon(true);
        reader.start();
    }

    BlockingQueue<HostEvent> events() {
        return events;
    }

    boolean alive() {
        return !child.end().isDone();
    }

    /** Whoever gets no hello closes it. */
    void awaitHello() throws IOException, InterruptedException {
        HostEvent first = events.poll(HELLO_MS_MAX, TimeUnit.MILLISECONDS);
        if (first instanceof HostEvent.Said said && said.message() instanceof FromLaneHost.Hello) {
            return;
        }
        throw new IOException(
                first instanceof HostEvent.Gone gone
                        ? gone.why()
                        : "it said nothing within " + TimeUnit.MILLISECONDS.toSeconds(HELLO_MS_MAX) + " s");
    }

    /** Slot's thread only. */
    void tell(ToLaneHost message) throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            throw new IOException("it never connected");
        }
        Frames.write(open, Wire.encode(message));
    }

    /** Ends it. */
    void close() {
        child.kill();
        closeChannels();
        var unused = child.end().thenRun(() -> ScratchRoot.delete(folder));
    }

    private void read() {
        try (SocketChannel accepted = server.accept()) {
            channel = accepted;
            while (true) {
                events.add(new HostEvent.Said(Wire.decode(Frames.read(accepted), FromLaneHost.class)));
            }
        } catch (java.io.EOFException | java.nio.channels.AsynchronousCloseException e) {
            // Its end, which its process reports with more to say; but one that merely closes the channel is useless.
            child.kill();
        } catch (IOException e) {
            events.add(new HostEvent.Gone("its channel failed: " + e.getMessage()));
            child.kill();
        }
    }

    private void ended(ChildExit exit) {
        events.add(new HostEvent.Gone(
                (exit.signal() == 0 ? "exit code " + exit.exitCode() : "signal " + exit.signal()) + lastWords()));
        closeChannels();
    }

    private String lastWords() {
        try {
            String text = new String(Files.readAllBytes(stderr), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : ": " + text.substring(Math.max(0, text.length() - STDERR_MAX));
        } catch (IOException e) {
            // Nothing written, nothing to add.
            return "";
        }
    }

    private void closeChannels() {
        try {
            server.close();
            SocketChannel open = channel;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            events.add(new HostEvent.Gone("its channel cannot be closed: " + e.getMessage()));
        }
    }
}
