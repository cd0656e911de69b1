package dev.vigil.cli.chaos;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a cluster, one event a line, in a file that is judged without the cluster. Thread-safe. */
final class History {
    private final Path file;

    History(Path file) {
        this.file = file;
    }

    /** What an event is about. */
    enum Kind {
        /** A fault was injected; {@code what} is its kind, {@code effect} whether it took effect. */
        FAULT,
        /** The coordinator's log says that a unit went out. */
        LEASED,
        /** The coordinator's log says that a result was accepted. */
        ACCEPTED,
        /** A row of the store at the end: a unit; {@code what} is its state, {@code why} its reason. */
        UNIT,
        /** A row of the store at the end: a result. */
        RESULT,
        /** A row of the store at the end: the campaign; {@code what} is its state. */
        CAMPAIGN,
        /** A process that outlived the cluster. */
        ORPHAN,
        /** All processes of a host were looked through. */
        LOOKED_THROUGH
    }

    /**
     * @param ms since the nemesis began; 0 for what is no moment
     * @param host index; -1 for none
     * @param attempt of the unit; 0 for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            Kind kind,
            long ms,
            int host,
            @Nullable String unit,
            int attempt,
            @Nullable String what,
            @Nullable String why,
            boolean effect) {
        static Event ofUnit(Kind kind, long ms, String unit, int attempt, @Nullable String what, @Nullable String why) {
            return new Event(kind, ms, -1, unit, attempt, what, why, true);
        }

        static Event ofHost(Kind kind, long ms, int host, String what, String why, boolean effect) {
            return new Event(kind, ms, host, null, 0, what, why, effect);
        }
    }

    synchronized void add(Event event) {
        try {
            Files.writeString(file, Wire.toJson(event) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Event> read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            events.add(Wire.fromJson(line, Event.class));
        }
        return events;
    }
}
