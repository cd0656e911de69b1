package dev.vigil.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code libvigil_watch} is to do in one process: brought in by the process's environment, it watches locks,
 * threads, blocking calls and the heap from within, may delay threads, and dumps all stacks without a debugger's rights. It
 * writes files whose form docs/watch.md gives. Immutable; makes text only, and neither loads nor starts anything.
 *
 * @param library {@link NativePrograms.Program#WATCH} as a file
 * @param out the file of the lock order, and the start of the names of the others; {@code %p} stands for the process
 * @param program the file name of the one program that is meant, which others before it in a chain of starts are
 *     not; empty for whichever comes first
 * @param seed of the delays of {@link Feature#PERTURB}
 * @param oneIn at how many visits of a place a delay comes once on average
 * @param delayMax the longest delay; at least a microsecond counts
 * @param delays a file with the delays to make instead of drawing them
 * @param deadline after how long all stacks are dumped once; zero for never
 * @param period how often files are written while there is news; zero for only at the end
 * @param modules parts of the names of libraries whose frames tell allocations apart, separated by commas; empty for
 *     all but the C and C++ runtimes
 */
public record Watch(
        Path library,
        Path out,
        Set<Feature> features,
        String program,
        long seed,
        int oneIn,
        Duration delayMax,
        Optional<Path> delays,
        Duration deadline,
        Duration period,
        String modules) {

    /** What can be asked for. */
    public enum Feature {
        /** The order in which locks are taken, and blocking calls made while others wait for a lock. */
        LOCKS,
        /** Live bytes by the stack that took them. */
        HEAP,
        /** Delays at locks, waits, wake-ups and starts of threads. */
        PERTURB,
        /** Stacks of all threads on {@link #SIGNAL}, or at the deadline. */
        DUMP
    }

    /** Sent to a process that watches with {@link Feature#DUMP}, it asks for a dump; the next number is taken as well. */
    public static final int SIGNAL = 44;

    /** The variable that says what to do; without it nothing is watched. */
    public static final String FEATURES = "VIGIL_WATCH";

    /** The variable that names the file of lock order, calls and delays. */
    public static final String OUT = "VIGIL_WATCH_OUT";

    /** The loader's variable for libraries that come before a program. */
    public static final String PRELOAD = "LD_PRELOAD";

    /** The variable that lists the blocking calls to watch. */
    public static final String CALLS = "VIGIL_WATCH_CALLS";

    private static final int ONE_IN = 8;
    private static final Duration DELAY_MAX = Duration.ofNanos(300_000);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    public Watch {
        Objects.requireNonNull(library);
        Objects.requireNonNull(out);
        features = Set.copyOf(features);
        Objects.requireNonNull(program);
        Objects.requireNonNull(delayMax);
        Objects.requireNonNull(delays);
        Objects.requireNonNull(deadline);
        Objects.requireNonNull(period);
        Objects.requireNonNull(modules);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("nothing to watch");
        }
        if (oneIn < 1) {
            throw new IllegalArgumentException("one delay in " + oneIn + " visits");
        }
    }

    /** With the usual settings, for the first program that is started, whatever it is. */
    public static Watch of(Path library, Path out, Feature first, Feature... more) {
        return new Watch(
                library,
                out,
                EnumSet.of(first, more),
                "",
                0,
                ONE_IN,
                DELAY_MAX,
                Optional.empty(),
                Duration.ZERO,
                PERIOD,
                "");
    }

    /** Only in a program of this file name; whatever is started before it passes the request on. */
    public Watch inProgram(String fileName) {
        return new Watch(library, out, features, fileName, seed, oneIn, delayMax, delays, deadline, period, modules);
    }

    /** With delays drawn by this seed. */
    public Watch perturbedBy(long newSeed) {
        EnumSet<Feature> more = EnumSet.of(Feature.PERTURB);
        more.addAll(features);
        return new Watch(
                library, out, more, program, newSeed, oneIn, delayMax, Optional.empty(), deadline, period, modules);
    }

    /** With other chances and lengths of delays. */
    public Watch delaying(int newOneIn, Duration newDelayMax) {
        return new Watch(
                library, out, features, program, seed, newOneIn, newDelayMax, delays, deadline, period, modules);
    }

    /** With exactly the delays of a file. */
    public Watch delayedAsIn(Path list) {
        EnumSet<Feature> more = EnumSet.of(Feature.PERTURB);
        more.addAll(features);
        return new Watch(
                library, out, more, program, seed, oneIn, delayMax, Optional.of(list), deadline, period, modules);
    }

    /** With a dump so long after the start. */
    public Watch dumpingAfter(Duration newDeadline) {
        return new Watch(
                library, out, telling().features, program, seed, oneIn, delayMax, delays, newDeadline, period, modules);
    }

    /** With dumps of all stacks on {@link #SIGNAL} as well. */
    public Watch telling() {
        EnumSet<Feature> more = EnumSet.of(Feature.DUMP);
        more.addAll(features);
        return new Watch(library, out, more, program, seed, oneIn, delayMax, delays, deadline, period, modules);
    }

    /** With allocations told apart by the frames of these libraries. */
    public Watch tellingApartBy(String newModules) {
        return new Watch(library, out, features, program, seed, oneIn, delayMax, delays, deadline, period, newModules);
    }

    /** Where stacks are appended. */
    public static Path dumps(Path out) {
        return out.resolveSibling(out.getFileName() + ".dump");
    }

    /** Where each delay is written before it is made. */
    public static Path made(Path out) {
        return out.resolveSibling(out.getFileName() + ".delays");
    }

    /** Where pictures of the heap are appended. */
    public static Path heap(Path out) {
        return out.resolveSibling(out.getFileName() + ".heap");
    }

    /** The environment of a process that would have had this one. */
    public TreeMap<String, String> in(Map<String, String> before) {
        TreeMap<String, String> environment = new TreeMap<>(before);
        environment.putAll(environment(before.getOrDefault(PRELOAD, "")));
        return environment;
    }

    /**
     * The environment to add to the process's.
     *
     * @param preloaded what the process would load before itself already; empty for nothing
     */
    public Map<String, String> environment(String preloaded) {
        String entry = library.toAbsolutePath().toString();
        Map<String, String> environment = new TreeMap<>();
        environment.put(PRELOAD, preloaded.isEmpty() ? entry : entry + ":" + preloaded);
        environment.put(
                FEATURES,
                features.stream()
                        .sorted()
                        .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")));
        environment.put(OUT, out.toAbsolutePath().toString());
        environment.put("VIGIL_WATCH_PROGRAM", program);
        environment.put("VIGIL_WATCH_SEED", Long.toUnsignedString(seed));
        environment.put("VIGIL_WATCH_ONE_IN", Integer.toString(oneIn));
        environment.put("VIGIL_WATCH_DELAY_US", Long.toString(Math.max(1, delayMax.toNanos() / 1000)));
        environment.put("VIGIL_WATCH_DELAYS", delays.map(Path::toString).orElse(""));
        environment.put("VIGIL_WATCH_MADE", made(out.toAbsolutePath()).toString());
        environment.put("VIGIL_WATCH_DEADLINE_MS", Long.toString(deadline.toMillis()));
        environment.put("VIGIL_WATCH_PERIOD_MS", Long.toString(period.toMillis()));
        environment.put("VIGIL_WATCH_MODULES", modules);
        environment.put("VIGIL_WATCH_SIGNAL", Integer.toString(SIGNAL));
        return environment;
    }

    /** Why a program cannot be watched, in one line; empty where nothing is known against it. The program runs either way. */
    public Optional<String> obstacle(Path executable) {
        try {
            if (library.toAbsolutePath().toString().matches(".*[: ].*")) {
                return Optional.of("not watched: the loader takes no path with a colon or a space in it: " + library);
            }
            if (ElfFile.isStaticProgram(executable)) {
                return Optional.of("not watched: " + executable + " is linked statically");
            }
            Object mode = Files.getAttribute(executable, "unix:mode");
            if (mode instanceof Integer bits && (bits & SET_ID) != 0) {
                return Optional.of("not watched: " + executable + " runs with another's rights");
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("not watched: " + executable + " cannot be read: " + e.getMessage());
        }
    }

    /** S_ISUID and S_ISGID. */
    private static final int SET_ID = 06000;
}
