package dev.vigil.probes.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pictures that a process made of its heap: live bytes and blocks by the stack that took them. Immutable. */
public final class HeapLog {
    private final List<Snapshot> snapshots;

    /**
     * A picture.
     *
     * @param label what the process called it
     * @param nanoseconds by the process's monotonic clock
     * @param sites by their numbers in the process
     */
    public record Snapshot(String label, long nanoseconds, Map<Integer, Site> sites) {
        public Snapshot {
            sites = Map.copyOf(sites);
        }

        public long bytes() {
            return sites.values().stream().mapToLong(Site::bytes).sum();
        }
    }

    /**
     * A stack that took memory.
     *
     * @param bytes live
     * @param blocks live
     * @param taken blocks ever taken
     * @param stack innermost first; empty for those that found no room in the library's table
     */
    public record Site(long bytes, long blocks, long taken, List<Place> stack) {
        public Site {
            stack = List.copyOf(stack);
        }
    }

    /** What a stack has more, or less, in a later picture. */
    public record Growth(long bytes, long blocks, List<Place> stack) {
        public Growth {
            stack = List.copyOf(stack);
        }
    }

    private HeapLog(List<Snapshot> snapshots) {
        this.snapshots = List.copyOf(snapshots);
    }

    /**
     * Reads the file beside {@code VIGIL_WATCH_OUT}.
     *
     * @throws WatchFormatException when it is none of the library's
     */
    public static HeapLog read(Path file) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        Map<Integer, Site> sites = new HashMap<>();
        for (WatchText.Picture picture : WatchText.read(file)) {
            snapshots.add(snapshot(picture, sites));
        }
        return new HeapLog(snapshots);
    }

    public List<Snapshot> snapshots() {
        return snapshots;
    }

    /** All stacks whose live bytes or blocks differ between two pictures, the largest growth first. */
    public static List<Growth> growth(Snapshot earlier, Snapshot later) {
        List<Growth> growths = new ArrayList<>();
        later.sites().forEach((number, site) -> {
            Site before = earlier.sites().getOrDefault(number, new Site(0, 0, 0, List.of()));
            if (site.bytes() != before.bytes() || site.blocks() != before.blocks()) {
                growths.add(new Growth(site.bytes() - before.bytes(), site.blocks() - before.blocks(), site.stack()));
            }
        });
        growths.sort(Comparator.comparingLong(Growth::bytes).reversed());
        return growths;
    }

    /** A picture tells only what changed since the last. */
    private static Snapshot snapshot(WatchText.Picture picture, Map<Integer, Site> sites) throws WatchFormatException {
        String label = "";
        long nanoseconds = 0;
        List<String> lines = picture.lines();
        for (int at = 0; at < lines.size(); at++) {
            try {
                if (lines.get(at).startsWith("snapshot ")) {
                    String[] fields = lines.get(at).split(" ", 3);
                    nanoseconds = Long.parseLong(fields[1]);
                    label = fields[2];
                } else if (lines.get(at).startsWith("site ")) {
                    String[] fields = lines.get(at).split(" ", -1);
                    Site known = sites.get(Integer.valueOf(fields[1]));
                    List<Place> stack = known == null ? picture.places(fields, 5, at) : known.stack();
                    sites.put(
                            Integer.valueOf(fields[1]),
                            new Site(
                                    Long.parseLong(fields[2]),
                                    Long.parseLong(fields[3]),
                                    Long.parseLong(fields[4]),
                                    stack));
                }
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw picture.wrong(at);
            }
        }
        return new Snapshot(label, nanoseconds, sites);
    }
}
