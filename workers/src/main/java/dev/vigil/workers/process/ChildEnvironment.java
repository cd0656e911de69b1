package dev.vigil.workers.process;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Environments of children. What a child sees of ours is a list, not all but a list: a variable that somebody set for
 * another purpose must not change what a case does.
 */
public final class ChildEnvironment {
    private static final long CUDA_CACHE_BYTES = 4_000_000_000L;

    /** Read by the fault proxy, and by nobody where another library is the target. */
    private static final String FAULT_SWITCHES = "VIGIL_FAULT_";

    /** Read by the library that watches a process from within, and by nobody where there is none. */
    private static final String WATCHED_CALLS = "VIGIL_WATCH_CALLS";

    private static final String GLIBC_TUNABLES = "GLIBC_TUNABLES";
    /** Small pieces of memory go through the allocator proper, which fills fresh ones when a run asks for it. */
    private static final String NO_THREAD_CACHES = "glibc.malloc.tcache_count=0";

    /** Read by lanes that run Python, and by nobody where there is none. */
    private static final List<String> PYTHON = List.of("PYTHONPATH", "VIGIL_PYTHON", "VIGIL_PYTEST");

    private final Map<String, String> ours;

    /**
     * @param ours our own environment
     */
    public ChildEnvironment(Map<String, String> ours) {
        this.ours = Map.copyOf(ours);
    }

    /** Of any child: locale, search path, and its folder as home and for temporary files. */
    public Map<String, String> plain(Path folder) {
        Map<String, String> environment = new TreeMap<>();
        ours.forEach((name, value) -> {
            if (name.equals("PATH")
                    || name.equals("LANG")
                    || name.equals("TZ")
                    || name.equals("USER")
                    || name.startsWith("LC_")) {
                environment.put(name, value);
            }
        });
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
        return environment;
    }

    /** Of a lane host, which may start what others wrote: where Python and its packages are as well. */
    public Map<String, String> host(Path folder) {
        Map<String, String> environment = plain(folder);
        PYTHON.forEach(name -> {
            String value = ours.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    /** Of an executor: what the library reads while it loads. */
    Map<String, String> executor(Path folder, Target target, ProcessSettings settings) {
        Map<String, String> environment = program(folder, target, settings);
        environment.putIfAbsent(GLIBC_TUNABLES, NO_THREAD_CACHES);
        // Else 1.x writes a line to the log for each symbol that is bound.
        environment.putIfAbsent("MXNET_SUBGRAPH_VERBOSE", "0");
        return environment;
    }

    /** Of a program that loads the library as its users do. */
    Map<String, String> program(Path folder, Target target, ProcessSettings settings) {
        Map<String, String> environment = plain(folder);
        environment.put("MXNET_ENGINE_TYPE", settings.engine());
        if (settings.ompThreads() > 0) {
            environment.put("OMP_NUM_THREADS", Integer.toString(settings.ompThreads()));
        }
        if (!settings.oneDnn()) {
            // Each build reads one of the two names.
            environment.put("MXNET_MKLDNN_ENABLED", "0");
            environment.put("MXNET_ONEDNN_ENABLED", "0");
        }
        if (!target.libPath().isEmpty()) {
            environment.put("LD_LIBRARY_PATH", String.join(File.pathSeparator, target.libPath()));
        }
        if (settings.onGpu()) {
            gpu(environment);
        }
        ours.forEach((name, value) -> {
            if (name.startsWith(FAULT_SWITCHES)) {
                environment.put(name, value);
            }
        });
        environment.putAll(settings.environment());
        String watchedCalls = ours.get(WATCHED_CALLS);
        if (watchedCalls != null) {
            // Who runs Vigil knows better than a lane which calls of theirs block.
            environment.put(WATCHED_CALLS, watchedCalls);
        }
        return environment;
    }

    /** The driver's cache of compiled kernels is shared: without it each executor compiles for half a minute. */
    private void gpu(Map<String, String> environment) {
        ours.forEach((name, value) -> {
            if (name.startsWith("CUDA_") || name.startsWith("NVIDIA_")) {
                environment.put(name, value);
            }
        });
        environment.putIfAbsent("CUDA_MODULE_LOADING", "LAZY");
        environment.putIfAbsent("CUDA_CACHE_MAXSIZE", Long.toString(CUDA_CACHE_BYTES));
        String home = ours.get("HOME");
        if (home != null) {
            environment.putIfAbsent("CUDA_CACHE_PATH", home + "/.nv/ComputeCache");
        }
    }
}
