package dev.vigil.coordinator.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Server-sent events: each part of the board's state that changed, by its name, at most four times a second. A listener
 * that is slow is given the newest state when it can take some again; what it missed was never kept for it, so that it
 * costs the same as a quick one. Thread-safe.
 */
final class LiveEvents implements AutoCloseable {
    static final int LISTENERS_MAX = 64;

    private static final Duration PACE = Duration.ofMillis(250);
    /** Shorter than the time after which proxies give up on a silent connection. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final ByteString BEAT = ByteString.fromString(":\n\n");
    private static final String GREETING = "retry: 3000\n\n";

    private final LiveBoard board;
    private final AtomicInteger listeners = new AtomicInteger();
    private final SharedKillSwitch closing = KillSwitches.shared("vigil-live-events");

    LiveEvents(LiveBoard board) {
        this.board = board;
    }

    int listeners() {
        return listeners.get();
    }

    boolean full() {
        return listeners.get() >= LISTENERS_MAX;
    }

    /** For one listener. Its place is taken when it begins to listen; one that came in meanwhile too many is sent away. */
    Source<ByteString, NotUsed> source() {
        return Source.lazySource(this::listen).mapMaterializedValue(later -> NotUsed.getInstance());
    }

    private Source<ByteString, NotUsed> listen() {
        if (listeners.incrementAndGet() > LISTENERS_MAX) {
            listeners.decrementAndGet();
            return Source.empty();
        }
        return Source.tick(Duration.ZERO, PACE, NotUsed.getInstance())
                .statefulMapConcat(() -> {
                    Map<String, String> told = new HashMap<>();
                    return tick -> news(told);
                })
                .keepAlive(HEARTBEAT, () -> BEAT)
                .via(closing.flow())
                .watchTermination((timer, ended) -> {
                    ended.whenComplete((done, failure) -> listeners.decrementAndGet());
                    return NotUsed.getInstance();
                });
    }

    /** All events that are due, as one piece; the JSON has no line breaks. */
    private List<ByteString> news(Map<String, String> told) {
        StringBuilder text = new StringBuilder(told.isEmpty() ? GREETING : "");
        for (LiveBoard.Part part : board.parts()) {
            if (!part.json().equals(told.put(part.name(), part.json()))) {
                text.append("event: ")
                        .append(part.name())
                        .append("\ndata: ")
                        .append(part.json())
                        .append("\n\n");
            }
        }
        return text.isEmpty() ? List.of() : List.of(ByteString.fromString(text.toString()));
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closing.shutdown();
    }
}
