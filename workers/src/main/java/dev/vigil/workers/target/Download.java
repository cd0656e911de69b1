package dev.vigil.workers.target;

import dev.vigil.model.target.TargetManifest;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file from where it stands to its end, with several chunks on their way at a time. Goes on with another
 * depot when the one that it asks goes. One thread, used once.
 */
final class Download {
    /** 1 MiB on its way fills a link of 10 Gbit/s within a site, and holds nobody's leases up for long. */
    private static final int WINDOW = 8;

    private final DepotClient client;
    private final TargetManifest.Entry file;
    private final Sink sink;
    private final Runnable waiting;
    private final Deque<Chunk> window = new ArrayDeque<>();
    private final DepotClient.Waiting limits;
    private @Nullable ActorRef<ToDepot> depot;
    private long written;
    private long asked;

    /** Takes chunks in order. */
    interface Sink {
        void take(byte[] bytes) throws IOException;
    }

    private record Chunk(long offset, int length, CompletableFuture<FromDepot> answer) {}

    /**
     * @param from how much of it is there
     * @param waiting run about five times a second while nothing comes
     */
    Download(DepotClient client, TargetManifest.Entry file, long from, Sink sink, Runnable waiting) {
        this.client = client;
        this.file = file;
        this.sink = sink;
        this.waiting = waiting;
        this.limits = client.limits();
        this.written = from;
        this.asked = from;
    }

    /**
     * Blocks until all of it has gone into the sink.
     *
     * @throws TargetException when it cannot be had
     * @throws IOException from the sink
     */
    void run() throws TargetException, IOException, InterruptedException {
        while (written < file.size()) {
            if (depot == null) {
                choose();
            } else {
                advance(depot);
            }
        }
    }

    /** The one that answers first, so that none that is silent keeps us from another. */
    private void choose() throws TargetException, InterruptedException {
        long offset = written;
        DepotClient.Answered first = client.first(to -> new ToDepot.BytesOf(to, file.sha256(), offset, 1), waiting);
        if (first != null && first.answer() instanceof FromDepot.Chunk) {
            depot = first.by();
        } else {
            limits.check(first == null ? null : first.answer());
            client.pause(waiting);
        }
    }

    private void advance(ActorRef<ToDepot> from) throws TargetException, IOException, InterruptedException {
        while (window.size() < WINDOW && asked < file.size()) {
            int length = (int) Math.min(ToDepot.CHUNK_BYTES_MAX, file.size() - asked);
            window.add(chunk(from, asked, length));
            asked += length;
        }
        Chunk head = window.remove();
        FromDepot answer = client.await(from, head.answer(), waiting);
        if (answer instanceof FromDepot.Chunk chunk) {
            sink.take(fitting(chunk, head));
            written += head.length();
            limits.came();
            return;
        }
        limits.check(answer);
        if (answer == null) {
            depot = null;
            window.clear();
            asked = written;
        } else {
            client.pause(waiting);
            // Only this one: the others may well be on their way.
            window.addFirst(chunk(from, head.offset(), head.length()));
        }
    }

    private Chunk chunk(ActorRef<ToDepot> from, long offset, int length) {
        return new Chunk(
                offset, length, client.ask(from, to -> new ToDepot.BytesOf(to, file.sha256(), offset, length)));
    }

    private byte[] fitting(FromDepot.Chunk chunk, Chunk asked) throws TargetException {
        if (!chunk.sha256().equals(file.sha256())
                || chunk.offset() != asked.offset()
                || chunk.bytes().length != asked.length()) {
            throw new TargetException("the coordinator sent another part of a file than it was asked for");
        }
        return chunk.bytes();
    }
}
