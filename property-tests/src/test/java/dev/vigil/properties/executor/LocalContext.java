package dev.vigil.properties.executor;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The least of a worker: starts executors as plain child processes and tells their ends apart roughly. */
public final class LocalContext implements LaneContext {
    private static final int EXIT_OF_OUR_KILL = 137;

    private final Path folder;
    private final Path library;
    private final Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();

    public LocalContext(Path folder, Path library, Map<String, String> environment) {
        this.folder = folder;
        this.library = library;
        this.environment = new TreeMap<>(environment);
    }

    public List<Process> started() {
        return started;
    }

    /** What later executors find in their environment. */
    public void put(String name, String value) {
        environment.put(name, value);
    }

    @Override
    public Target target() {
        return new Target("test", "", library.toString(), List.of());
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits)
            throws LaneFault, InterruptedException {
        try {
            Path own = Files.createTempDirectory(folder, "x");
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(String.valueOf(System.getProperty("java.home")), "bin", "java")
                            .toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=" + own.resolve("hs_err.log"),
                    // The usual folder is every checkout's, and tells libraries of the same size from one another by no
                    // means.
                    "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"),
                    "-cp",
                    classPath(),
                    "dev.vigil.properties.executor.ExecutorTestMain",
                    "--library",
                    library.toString(),
                    "--device",
                    settings.device(),
                    "--socket",
                    own.resolve("socket").toString(),
                    "--black-box",
                    own.resolve("box").toString(),
                    "--ready",
                    own.resolve("ready").toString(),
                    "--fault",
                    own.resolve("fault").toString(),
                    "--trace",
                    own.resolve("trace").toString());
            builder.environment().put("MXNET_ENGINE_TYPE", settings.engine());
            builder.environment().put("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");
            builder.environment().put("OMP_NUM_THREADS", Integer.toString(Math.max(1, settings.ompThreads())));
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true);
            builder.redirectOutput(own.resolve("out").toFile());
            Process process = builder.start();
            started.add(process);
            while (!Files.exists(own.resolve("ready"))) {
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    throw new LaneFault("the executor ended: " + Files.readString(own.resolve("out")));
                }
            }
            return new Child(own, process);
        } catch (IOException e) {
            throw new LaneFault("cannot start an executor: " + e.getMessage(), e);
        }
    }

    @Override
    public void progress(long cases, long crashes, String doing) {}

    private static String classPath() {
        return String.valueOf(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
                .replace(';', File.pathSeparatorChar);
    }

    private record Child(Path own, Process process) implements ChildProcess {
        @Override
        public String socket() {
            return own.resolve("socket").toString();
        }

        @Override
        public String blackBox() {
            return own.resolve("box").toString();
        }

        @Override
        public ProcessEnd awaitEnd() throws InterruptedException {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            ProcessEnd.Kind kind = code == EXIT_OF_OUR_KILL
                    ? ProcessEnd.Kind.KILLED
                    : Files.exists(own.resolve("hs_err.log"))
                            ? ProcessEnd.Kind.SEGMENTATION_FAULT
                            : code == 134 ? ProcessEnd.Kind.ABORT : ProcessEnd.Kind.EXIT;
            return new ProcessEnd(kind, code, Math.max(0, code - 128), List.of(), "", "exit code " + code, 0);
        }

        @Override
        public ProcessEnd stop() throws InterruptedException {
            process.destroyForcibly();
            return awaitEnd();
        }
    }
}
