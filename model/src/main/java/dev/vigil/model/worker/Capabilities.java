package dev.vigil.model.worker;

import java.util.List;

/**
 * What a worker says of its machine and itself.
 *
 * @param name for people: host and port, or what its configuration calls it
 * @param os {@code linux} or {@code macos}
 * @param arch {@code x86_64} or {@code aarch64}
 * @param cpuModel as the system prints it
 * @param cpuFlags instruction sets beyond the oldest of that architecture, in the system's words
 * @param cores that it may use
 * @param memoryBytes of the machine
 * @param tools outside programs that make evidence better, such as {@code gdb}
 * @param labels of one's own
 * @param slots units that it runs side by side
 */
public record Capabilities(
        String name,
        String os,
        String arch,
        String cpuModel,
        List<String> cpuFlags,
        int cores,
        long memoryBytes,
        List<Gpu> gpus,
        List<String> tools,
        List<String> labels,
        int slots) {

    /**
     * @param memoryBytes of the device
     * @param driver version
     */
    public record Gpu(String model, long memoryBytes, String driver) {}

    public Capabilities {
        cpuFlags = List.copyOf(cpuFlags);
        gpus = List.copyOf(gpus);
        tools = List.copyOf(tools);
        labels = List.copyOf(labels);
    }
}
