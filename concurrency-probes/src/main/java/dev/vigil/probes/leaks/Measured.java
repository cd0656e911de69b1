package dev.vigil.probes.leaks;

import dev.vigil.probes.watch.HeapSeries;
import dev.vigil.probes.watch.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process measured of itself, loop by loop.
 *
 * @param watched whether memory is known by the stacks that took it
 * @param iterations at each sample of either loop, since its begin
 * @param measures those of the process first, then those of stacks that changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Measured(boolean watched, double[] iterations, List<Measure> measures) {
    static final String RESIDENT = "resident memory";
    static final String ALLOCATED = "memory of the allocator";
    static final String GPU = "GPU memory";

    private static final Pattern SAMPLE =
            Pattern.compile("sample (\\S+) (\\d{1,18}) rss (-?\\d{1,18}) malloc (-?\\d{1,18}) gpu (-?\\d{1,18})");
    private static final String CONTROL = "control";
    private static final String ACTION = "action";
    private static final String EMPTIED = "emptied";
    private static final String LAST_LINE = "end ";

    Measured {
        measures = List.copyOf(measures);
    }

    /**
     * Bytes at each sample.
     *
     * @param name of the measure; empty for a stack's
     * @param stack that took them, innermost first; empty where they are the process's
     * @param emptied bytes when the library was asked to give its pool back
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Measure(String name, List<Place> stack, double[] control, double[] action, double emptied) {
        Measure {
            stack = List.copyOf(stack);
        }

        boolean ofProcess() {
            return !name.isEmpty();
        }

        double grown() {
            return action[action.length - 1] - action[0];
        }

        /** Both together: the stack is that of the one that grew more. */
        Measure plus(Measure other) {
            return new Measure(
                    name,
                    grown() >= other.grown() ? stack : other.stack,
                    sum(control, other.control),
                    sum(action, other.action),
                    emptied + other.emptied);
        }

        /** The same memory, by another stack. */
        Measure of(List<Place> otherStack) {
            return new Measure(name, otherStack, control, action, emptied);
        }

        private static double[] sum(double[] one, double[] other) {
            double[] sum = one.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += other[i];
            }
            return sum;
        }
    }

    private record Sample(String phase, double iterations, double resident, double allocated, double gpu) {
        String label() {
            return phase + "-" + (long) iterations;
        }
    }

    /**
     * Reads what {@code vigil-leak} wrote.
     *
     * @param heap the pictures of its heap; may be missing
     * @throws IOException when the process did not come to its end, or wrote something else
     */
    static Measured read(Path samples, Path heap) throws IOException {
        List<String> lines = Files.readAllLines(samples);
        if (lines.isEmpty() || !lines.get(lines.size() - 1).startsWith(LAST_LINE)) {
            throw new IOException("the samples end too early");
        }
        List<Sample> all = new ArrayList<>();
        for (String line : lines) {
            Matcher m = SAMPLE.matcher(line);
            if (m.matches()) {
                all.add(new Sample(
                        m.group(1),
                        Double.parseDouble(m.group(2)),
                        Double.parseDouble(m.group(3)),
                        Double.parseDouble(m.group(4)),
                        Double.parseDouble(m.group(5))));
            }
        }
        List<Sample> control = of(all, CONTROL);
        List<Sample> action = of(all, ACTION);
        List<Sample> emptied = of(all, EMPTIED);
        if (control.size() != action.size() || action.size() < 4 || emptied.size() != 1) {
            throw new IOException("samples are missing: " + control.size() + " and " + action.size());
        }
        List<Measure> measures = new ArrayList<>();
        process(RESIDENT, control, action, emptied.get(0), Sample::resident).ifPresent(measures::add);
        process(ALLOCATED, control, action, emptied.get(0), Sample::allocated).ifPresent(measures::add);
        process(GPU, control, action, emptied.get(0), Sample::gpu).ifPresent(measures::add);
        boolean watched = Files.exists(heap);
        if (watched) {
            stacks(HeapSeries.read(heap), control, action, emptied.get(0), measures);
        }
        return new Measured(
                watched, action.stream().mapToDouble(Sample::iterations).toArray(), measures);
    }

    private static List<Sample> of(List<Sample> all, String phase) {
        return all.stream().filter(s -> s.phase().equals(phase)).toList();
    }

    private static Optional<Measure> process(
            String name, List<Sample> control, List<Sample> action, Sample emptied, ToDoubleFunction<Sample> bytes) {
        boolean told = bytes.applyAsDouble(emptied) >= 0;
        return told
                ? Optional.of(new Measure(
                        name,
                        List.of(),
                        control.stream().mapToDouble(bytes).toArray(),
                        action.stream().mapToDouble(bytes).toArray(),
                        bytes.applyAsDouble(emptied)))
                : Optional.empty();
    }

    private static void stacks(
            HeapSeries heap, List<Sample> control, List<Sample> action, Sample emptied, List<Measure> measures)
            throws IOException {
        Map<String, Integer> pictures = new LinkedHashMap<>();
        for (int i = 0; i < heap.labels().size(); i++) {
            pictures.put(heap.labels().get(i), i);
        }
        int[] ofControl = pictures(pictures, control);
        int[] ofAction = pictures(pictures, action);
        int last = pictures(pictures, List.of(emptied))[0];
        for (HeapSeries.Site site : heap.sites()) {
            measures.add(
                    new Measure("", site.stack(), bytes(site, ofControl), bytes(site, ofAction), site.bytes(last)));
        }
    }

    private static int[] pictures(Map<String, Integer> pictures, List<Sample> samples) throws IOException {
        int[] numbers = new int[samples.size()];
        for (int i = 0; i < numbers.length; i++) {
            Integer number = pictures.get(samples.get(i).label());
            if (number == null) {
                throw new IOException(
                        "the heap has no picture " + samples.get(i).label());
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private static double[] bytes(HeapSeries.Site site, int[] pictures) {
        double[] bytes = new double[pictures.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = site.bytes(pictures[i]);
        }
        return bytes;
    }
}
