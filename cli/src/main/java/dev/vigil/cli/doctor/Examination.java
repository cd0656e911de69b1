package dev.vigil.cli.doctor;

import dev.vigil.cli.Surroundings;
import dev.vigil.cli.doctor.Check.State;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All checks of this machine, in the order they are shown. */
final class Examination {
    private static final long GIB = 1L << 30;
    private static final long DISK_WANTED_BYTES = 3 * GIB;
    private static final long MEMORY_PER_SLOT_BYTES = 2 * GIB;
    private static final int FOUND_CHARS_MAX = 44;

    private final Surroundings surroundings;
    private final Machine machine;
    private final List<Check> checks = new ArrayList<>();

    Examination(Surroundings surroundings, Machine machine) {
        this.surroundings = surroundings;
        this.machine = machine;
    }

    List<Check> all() throws InterruptedException {
        java();
        cores();
        tool("mvn", State.MISSING, "builds Vigil; fetches maven: targets", "mvn", "-v");
        tool("g++", State.MISSING, "builds the native part", "g++", "--version");
        defaultTarget();
        disk("disk (cache)", surroundings.cache(), "unpacked builds");
        disk("disk (here)", Path.of(""), "the store and reports");
        tool(
                "eu-stack",
                State.ABSENT,
                "native stacks of hung and aborted executors (elfutils)",
                "eu-stack",
                "--version");
        tool("gdb", State.ABSENT, "the same, where eu-stack fails", "gdb", "--version");
        tool("jcmd", State.ABSENT, "Java stacks of hung executors (JDK)", "jcmd", "-h");
        ptrace();
        tool("python3 + pip", State.ABSENT, "pypi: targets", "python3", "-m", "pip", "--version");
        chromium();
        postgres();
        gpu();
        return List.copyOf(checks);
    }

    private void java() {
        Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
        boolean compiler = Files.isExecutable(javac);
        add(
                "JDK",
                compiler ? State.PRESENT : State.MISSING,
                System.getProperty("java.version") + " " + System.getProperty("java.vendor")
                        + (compiler ? "" : ", without javac"),
                "17 or newer runs everything");
    }

    private void cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        add("cores", State.PRESENT, cores + " (" + System.getProperty("os.arch") + ")", "one slot each by default");
        long available = machine.text(Path.of("/proc/meminfo")).stream()
                .flatMap(String::lines)
                .filter(l -> l.startsWith("MemAvailable:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
        add(
                "memory",
                available >= cores * MEMORY_PER_SLOT_BYTES ? State.PRESENT : State.ABSENT,
                gib(available) + " available",
                "about 2 GiB for each slot; give --slots when there is less");
    }

    private void tool(String name, State otherwise, String purpose, String... command) throws InterruptedException {
        Optional<String> line =
                machine.program(command[0]).isPresent() ? machine.firstLine(List.of(command)) : Optional.empty();
        boolean there = line.isPresent();
        add(
                name,
                there ? State.PRESENT : otherwise,
                line.orElse(machine.program(command[0]).isPresent() ? "does not work here" : "not on the PATH"),
                purpose);
    }

    private void defaultTarget() {
        Optional<Path> jar =
                machine.text(surroundings.classPathFile("default-target")).map(Path::of);
        boolean there = jar.filter(Files::isRegularFile).isPresent();
        add(
                "default target",
                there ? State.PRESENT : State.MISSING,
                jar.map(p -> String.valueOf(p.getFileName())).orElse("the build left none"),
                "stock MXNet from Maven Central");
    }

    private void disk(String name, Path folder, String purpose) {
        Path place = folder.toAbsolutePath();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long room = Files.getFileStore(place).getUsableSpace();
            boolean writable = Files.isWritable(place);
            add(
                    name,
                    writable && room >= DISK_WANTED_BYTES ? State.PRESENT : State.ABSENT,
                    writable ? gib(room) + " free" : place + " cannot be written",
                    purpose + "; 3 GiB are enough");
        } catch (IOException e) {
            add(name, State.ABSENT, "unknown: " + e.getMessage(), purpose);
        }
    }

    private void ptrace() {
        String scope =
                machine.text(Path.of("/proc/sys/kernel/yama/ptrace_scope")).orElse("0");
        boolean allowed = scope.equals("0") || scope.equals("1");
        add(
                "ptrace",
                allowed ? State.PRESENT : State.ABSENT,
                allowed ? "allowed" : "ptrace_scope is " + scope,
                "stacks of hung executors");
    }

    private void chromium() throws InterruptedException {
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            if (machine.program(name).isPresent()) {
                tool("chromium", State.ABSENT, "tests that open the report", name, "--version");
                return;
            }
        }
        add("chromium", State.ABSENT, "not on the PATH", "tests that open the report; xdg-open for report --open");
    }

    private void postgres() {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
            for (Path version : versions) {
                if (Files.isExecutable(version.resolve("bin/initdb"))) {
                    add("PostgreSQL", State.PRESENT, String.valueOf(version.getFileName()), "tests of the store on it");
                    return;
                }
            }
        } catch (IOException e) {
            // No such folder: said below.
        }
        add("PostgreSQL", State.ABSENT, "no server here", "tests of the store on it; runs use H2");
    }

    private void gpu() throws InterruptedException {
        Optional<String> name = machine.program("nvidia-smi").isPresent()
                ? machine.firstLine(List.of("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"))
                : Optional.empty();
        add("GPU", name.isPresent() ? State.PRESENT : State.ABSENT, name.orElse("no nvidia-smi"), "--device gpu");
    }

    private void add(String name, State state, String found, String purpose) {
        String line = found.length() > FOUND_CHARS_MAX ? found.substring(0, FOUND_CHARS_MAX - 1) + "…" : found;
        checks.add(new Check(name, state, line, purpose));
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }
}
