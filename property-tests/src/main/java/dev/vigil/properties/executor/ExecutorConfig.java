package dev.vigil.properties.executor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an executor is started with. The environment that process settings ask for is set by whoever starts the
 * process, since the library reads it while it loads.
 *
 * @param library the build under test
 * @param device {@code cpu} or {@code gpu}
 * @param socket Unix-domain socket to listen on; must not exist yet
 * @param blackBox file to create and map
 * @param ready file to create once it listens
 * @param fault file to create when it cannot work
 * @param trace file for the native frames of a crash; created by the crash handlers
 */
public record ExecutorConfig(
        Path library, String device, Path socket, Path blackBox, Path ready, Path fault, Path trace) {
    private static final Set<String> KEYS =
            Set.of("--library", "--device", "--socket", "--black-box", "--ready", "--fault", "--trace");

    public ExecutorConfig {
        Objects.requireNonNull(library);
        Objects.requireNonNull(device);
        Objects.requireNonNull(socket);
        Objects.requireNonNull(blackBox);
        Objects.requireNonNull(ready);
        Objects.requireNonNull(fault);
        Objects.requireNonNull(trace);
    }

    /**
     * From a command line: each part as {@code --library FILE}, {@code --device NAME}, {@code --socket},
     * {@code --black-box}, {@code --ready}, {@code --fault} and {@code --trace}.
     *
     * @throws IllegalArgumentException when a part is missing or unknown
     */
    public static ExecutorConfig of(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            given.put(arguments.get(i), arguments.get(i + 1));
        }
        if (arguments.size() % 2 != 0 || !given.keySet().equals(KEYS)) {
            throw new IllegalArgumentException("an executor takes a value each for "
                    + String.join(", ", new TreeSet<>(KEYS)) + "; given were " + arguments);
        }
        return new ExecutorConfig(
                path(given, "--library"),
                Objects.requireNonNull(given.get("--device")),
                path(given, "--socket"),
                path(given, "--black-box"),
                path(given, "--ready"),
                path(given, "--fault"),
                path(given, "--trace"));
    }

    private static Path path(Map<String, String> given, String key) {
        return Path.of(Objects.requireNonNull(given.get(key)));
    }
}
