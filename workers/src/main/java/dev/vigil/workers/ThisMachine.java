package dev.vigil.workers;

import com.sun.management.OperatingSystemMXBean;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.process.OutsidePrograms;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out what this machine can do. What cannot be found out is left empty, never guessed. */
public final class ThisMachine {
    /** Programs that make evidence better where they are. */
    private static final List<String> TOOLS = List.of("gdb", "lldb", "eu-stack", "nvidia-smi", "g++", "python3");

    /** Of the many words for what a processor has, those that libraries choose their code by. */
    private static final Pattern FLAGS =
            Pattern.compile("avx.*|fma|f16c|sse4.*|amx.*|.*vnni.*|.*bf16.*|asimd.*|neon|sve.*|i8mm|fphp");

    private static final int LINES_MAX = 64;

    private final OutsidePrograms programs;

    /**
     * @param environment whose PATH is searched
     */
    public ThisMachine(Map<String, String> environment) {
        this.programs = new OutsidePrograms(environment);
    }

    /** Blocks for as long as the tools of a GPU's driver take to answer. */
    public Capabilities capabilities(String name, List<String> labels, int slots) throws InterruptedException {
        return new Capabilities(
                name,
                os(),
                arch(),
                cpuinfo("model name")
                        .or(() -> sysctl("machdep.cpu.brand_string"))
                        .orElse(""),
                cpuFlags(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                gpus(),
                TOOLS.stream().filter(tool -> programs.find(tool).isPresent()).toList(),
                labels,
                slots);
    }

    /** {@code linux} or {@code macos}. */
    public static String os() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "macos" : name;
    }

    /** {@code x86_64} or {@code aarch64}. */
    public static String arch() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return name.equals("amd64") ? "x86_64" : name.equals("arm64") ? "aarch64" : name;
    }

    private List<String> cpuFlags() {
        String all = cpuinfo("flags").or(() -> cpuinfo("Features")).orElse("");
        return Arrays.stream(all.split("\\s+", -1))
                .filter(flag -> FLAGS.matcher(flag).matches())
                .sorted()
                .toList();
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static Optional<String> cpuinfo(String key) {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.limit(LINES_MAX)
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> sysctl(String key) {
        try {
            return os().equals("macos")
                    ? programs.lines(List.of("sysctl", "-n", key)).stream().findFirst()
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private List<Capabilities.Gpu> gpus() throws InterruptedException {
        if (programs.find("nvidia-smi").isEmpty()) {
            return List.of();
        }
        List<Capabilities.Gpu> gpus = new ArrayList<>();
        for (String line : programs.lines(List.of(
                "nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"))) {
            String[] fields = line.split(",", -1);
            if (fields.length == 3 && fields[1].strip().matches("\\d{1,9}")) {
                gpus.add(new Capabilities.Gpu(
                        fields[0].strip(), Long.parseLong(fields[1].strip()) << 20, fields[2].strip()));
            }
        }
        return gpus;
    }
}
