package dev.vigil.model.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker must have to be given some work. Nothing is asked for by what is null, 0 or empty.
 *
 * @param gpus at least so many, each with at least {@code gpuMemoryBytes}
 * @param cpuFlags instruction sets, all of them
 */
public record Wants(
        @Nullable String os,
        @Nullable String arch,
        int cores,
        long memoryBytes,
        int gpus,
        long gpuMemoryBytes,
        List<String> cpuFlags,
        List<String> tools,
        List<String> labels) {
    /** Any worker will do. */
    public static final Wants NOTHING = new Wants(null, null, 0, 0, 0, 0, List.of(), List.of(), List.of());

    public Wants {
        // Jackson passes null for what is left out.
        cpuFlags = cpuFlags == null ? List.of() : List.copyOf(cpuFlags);
        tools = tools == null ? List.of() : List.copyOf(tools);
        labels = labels == null ? List.of() : List.copyOf(labels);
        if (cores < 0 || memoryBytes < 0 || gpus < 0 || gpuMemoryBytes < 0) {
            throw new IllegalArgumentException("nobody can have less than nothing");
        }
    }

    /** Both at once; where both name a system, the other one's word counts. */
    public Wants and(Wants other) {
        return new Wants(
                other.os != null ? other.os : os,
                other.arch != null ? other.arch : arch,
                Math.max(cores, other.cores),
                Math.max(memoryBytes, other.memoryBytes),
                Math.max(gpus, other.gpus),
                Math.max(gpuMemoryBytes, other.gpuMemoryBytes),
                joined(cpuFlags, other.cpuFlags),
                joined(tools, other.tools),
                joined(labels, other.labels));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        more.stream().filter(m -> !all.contains(m)).forEach(all::add);
        return all;
    }

    /** The first thing that the worker lacks, such as {@code label fast}; empty when it can do the work. */
    public Optional<String> lackedBy(Capabilities worker) {
        if (os != null && !os.equals(worker.os())) {
            return Optional.of("os " + os);
        }
        if (arch != null && !arch.equals(worker.arch())) {
            return Optional.of("arch " + arch);
        }
        if (cores > worker.cores()) {
            return Optional.of(cores + " cores");
        }
        if (memoryBytes > worker.memoryBytes()) {
            return Optional.of(megabytes(memoryBytes) + " MB of memory");
        }
        int wanted = gpuMemoryBytes > 0 ? Math.max(1, gpus) : gpus;
        if (wanted
                > worker.gpus().stream()
                        .filter(g -> g.memoryBytes() >= gpuMemoryBytes)
                        .count()) {
            return Optional.of(
                    wanted + " GPU" + (gpuMemoryBytes > 0 ? " with " + megabytes(gpuMemoryBytes) + " MB" : ""));
        }
        return first("instruction set ", cpuFlags, worker.cpuFlags())
                .or(() -> first("tool ", tools, worker.tools()))
                .or(() -> first("label ", labels, worker.labels()));
    }

    private static Optional<String> first(String kind, List<String> wanted, List<String> there) {
        return wanted.stream().filter(w -> !there.contains(w)).findFirst().map(w -> kind + w);
    }

    private static long megabytes(long bytes) {
        return bytes / 1_000_000;
    }
}
