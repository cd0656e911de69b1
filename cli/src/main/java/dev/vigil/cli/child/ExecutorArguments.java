package dev.vigil.cli.child;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line of an executor, as the worker writes it.
 *
 * @param thread file that gets the native id of the thread which runs cases
 * @param fault file that gets the reason when it cannot work
 */
record ExecutorArguments(
        Path library, ProcessSettings settings, Path socket, Path blackBox, Path thread, Path fault, Path trace) {

    /**
     * @throws IllegalArgumentException in one line
     */
    static ExecutorArguments parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            values.put(arguments[i], arguments[i + 1]);
        }
        try {
            return new ExecutorArguments(
                    Path.of(required(values.get("--library"), "--library")),
                    Wire.fromJson(required(values.get("--settings"), "--settings"), ProcessSettings.class),
                    Path.of(required(values.get("--socket"), "--socket")),
                    Path.of(required(values.get("--black-box"), "--black-box")),
                    Path.of(required(values.get("--thread"), "--thread")),
                    Path.of(required(values.get("--fault"), "--fault")),
                    Path.of(required(values.get("--trace"), "--trace")));
        } catch (IOException e) {
            throw new IllegalArgumentException("--settings is no such JSON: " + e.getMessage(), e);
        }
    }

    private static String required(@Nullable String value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("an executor needs " + name);
        }
        return value;
    }
}
