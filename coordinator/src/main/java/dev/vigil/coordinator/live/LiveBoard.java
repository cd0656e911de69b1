package dev.vigil.coordinator.live;

import dev.vigil.model.wire.Wire;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the newest state hangs: a campaign's {@link LiveFeed} puts it there, and pages show it. Thread-safe; whoever puts one there
 * never waits, and does not pay for its JSON.
 */
public final class LiveBoard {
    private volatile Sheet sheet = new Sheet(LiveState.EMPTY);

    /** A part of the state, as the JSON of its field. */
    record Part(String name, String json) {}

    private static final class Sheet {
        private final LiveState state;
        private volatile @Nullable List<Part> parts;

        Sheet(LiveState state) {
            this.state = state;
        }

        /** Two threads that come first at the same time both do the work, to the same end. */
        List<Part> parts() {
            List<Part> made = parts;
            if (made == null) {
                made = List.of(
                        new Part("now", Wire.toJson(state.now())),
                        new Part("history", Wire.toJson(state.history())),
                        new Part("findings", Wire.toJson(state.findings())),
                        new Part("starts", state.starts() == null ? "null" : Wire.toJson(state.starts())));
                parts = made;
            }
            return made;
        }
    }

    void put(LiveState state) {
        sheet = new Sheet(state);
    }

    public LiveState state() {
        return sheet.state;
    }

    List<Part> parts() {
        return sheet.parts();
    }

    /** The whole state as one object. */
    String json() {
        return parts().stream()
                .map(part -> "\"" + part.name() + "\":" + part.json())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
