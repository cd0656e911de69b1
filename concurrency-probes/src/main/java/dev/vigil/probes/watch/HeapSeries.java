package dev.vigil.probes.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures that a process made of its heap, stack by stack: how the live bytes of each went on from picture to picture.
 * Of tens of thousands of stacks only those are kept that changed behind the first picture. Immutable.
 */
public final class HeapSeries {
    private final List<String> labels;
    private final List<Site> sites;

    /** A stack, innermost first, and its live bytes in each picture. */
    public static final class Site {
        private final List<Place> stack;
        private final long[] bytes;

        private Site(List<Place> stack, long[] bytes) {
            this.stack = List.copyOf(stack);
            this.bytes = bytes;
        }

        public List<Place> stack() {
            return stack;
        }

        /** @param picture by its place among the labels */
        public long bytes(int picture) {
            return bytes[picture];
        }
    }

    private HeapSeries(List<String> labels, List<Site> sites) {
        this.labels = List.copyOf(labels);
        this.sites = List.copyOf(sites);
    }

    /**
     * Reads the file beside {@code VIGIL_WATCH_OUT}.
     *
     * @throws WatchFormatException when it is none of the library's
     */
    public static HeapSeries read(Path file) throws IOException {
        List<WatchText.Picture> pictures = WatchText.read(file);
        List<String> labels = new ArrayList<>();
        Map<Integer, Origin> origins = new HashMap<>();
        Map<Integer, long[]> changed = new HashMap<>();
        for (int p = 0; p < pictures.size(); p++) {
            labels.add(read(pictures.get(p), p, pictures.size(), origins, changed));
        }
        List<Site> sites = new ArrayList<>();
        for (Map.Entry<Integer, long[]> each : changed.entrySet()) {
            Origin origin = origins.get(each.getKey());
            if (origin != null) {
                sites.add(new Site(origin.stack(), each.getValue()));
            }
        }
        return new HeapSeries(labels, sites);
    }

    /** What the pictures are called, in order. */
    public List<String> labels() {
        return labels;
    }

    public List<Site> sites() {
        return sites;
    }

    /** Where a site was told of first: its places are read when they are wanted. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Origin(WatchText.Picture picture, int line, String[] fields, long bytes) {
        List<Place> stack() throws WatchFormatException {
            return picture.places(fields, 5, line);
        }
    }

    private static String read(
            WatchText.Picture picture, int at, int count, Map<Integer, Origin> origins, Map<Integer, long[]> changed)
            throws WatchFormatException {
        String label = "";
        List<String> lines = picture.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            try {
                if (line.startsWith("snapshot ")) {
                    label = line.split(" ", 3)[2];
                } else if (line.startsWith("site ")) {
                    String[] fields = line.split(" ", -1);
                    int number = Integer.parseInt(fields[1]);
                    long bytes = Long.parseLong(fields[2]);
                    Origin origin = origins.get(number);
                    if (origin == null) {
                        origins.put(number, new Origin(picture, i, fields, at == 0 ? bytes : 0));
                    }
                    if (at > 0) {
                        long before = origin == null ? 0 : origin.bytes();
                        long[] all = changed.computeIfAbsent(number, n -> filled(new long[count], before));
                        // From here on, until it is told of again.
                        Arrays.fill(all, at, count, bytes);
                    }
                }
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw picture.wrong(i);
            }
        }
        return label;
    }

    private static long[] filled(long[] all, long value) {
        Arrays.fill(all, value);
        return all;
    }
}
