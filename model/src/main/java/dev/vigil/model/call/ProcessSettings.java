package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed about the process that runs a case. All but {@code numpyShape} are read by the library while it
 * loads, so cases that differ there need different executors.
 *
 * @param engine value of {@code MXNET_ENGINE_TYPE}
 * @param ompThreads value of {@code OMP_NUM_THREADS}; 0 leaves it to the library, as users have it
 * @param oneDnn whether the library's oneDNN paths are on
 * @param numpyShape numpy shape semantics (0-d and empty arrays)
 * @param device {@code cpu} or {@code gpu}
 * @param environment further variables
 */
public record ProcessSettings(
        String engine,
        int ompThreads,
        boolean oneDnn,
        boolean numpyShape,
        String device,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        SortedMap<String, String> environment) {
    public static final String NAIVE_ENGINE = "NaiveEngine";
    public static final String THREADED_ENGINE = "ThreadedEnginePerDevice";
    /** One queue for all devices. */
    public static final String SHARED_QUEUE_ENGINE = "ThreadedEngine";

    private static final String GPU = "gpu";

    private static final List<String> DEVICES = List.of("cpu", GPU);

    public ProcessSettings {
        Objects.requireNonNull(engine);
        Objects.requireNonNull(device);
        // Jackson passes null for a map that the text leaves out.
        environment =
                Collections.unmodifiableSortedMap(environment == null ? new TreeMap<>() : new TreeMap<>(environment));
        if (!DEVICES.contains(device)) {
            throw new IllegalArgumentException("device is " + device + ", expected one of " + DEVICES);
        }
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
                throw new IllegalArgumentException("no process can have the variable " + name + "=" + value);
            }
            Objects.requireNonNull(value);
        });
    }

    @Override
    public SortedMap<String, String> environment() {
        return Objects.requireNonNull(environment);
    }

    /** The bulk of the cases: synchronous engine and one thread, for speed and repeatable order. */
    public static ProcessSettings plain(String device) {
        return new ProcessSettings(NAIVE_ENGINE, 1, true, false, device, null);
    }

    /** What a user gets who sets nothing. */
    public static ProcessSettings userDefaults(String device) {
        return new ProcessSettings(THREADED_ENGINE, 0, true, false, device, null);
    }

    public ProcessSettings withNumpyShape(boolean numpy) {
        return new ProcessSettings(engine, ompThreads, oneDnn, numpy, device, environment);
    }

    public ProcessSettings withEnvironment(SortedMap<String, String> variables) {
        return new ProcessSettings(engine, ompThreads, oneDnn, numpyShape, device, variables);
    }

    public boolean onGpu() {
        return device.equals(GPU);
    }

    /** Whether one executor can serve both: numpy semantics are switched per case. */
    public boolean sameProcess(ProcessSettings other) {
        return withNumpyShape(other.numpyShape).equals(other);
    }
}
