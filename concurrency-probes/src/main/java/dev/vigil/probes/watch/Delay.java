package dev.vigil.probes.watch;

import java.util.List;
import java.util.Map;

/**
 * One delay of one thread.
 *
 * @param point what it was about to do, or had done: lock, locked, unlocked, wait, signal, create, begin
 * @param thread its number in the order of creation
 * @param key the number of the place, the same in every process with the same build
 * @param visit at which of the thread's visits, from 1
 * @param us how long, in microseconds; 0 for only giving the processor away
 * @param place where it was; no part of what a delay is given by
 */
public record Delay(String point, int thread, String key, int visit, long us, Place place) {
    private static final Map<String, String> POINTS = Map.of(
            "lock", "before a lock",
            "locked", "with a new lock",
            "unlocked", "behind a lock",
            "wait", "before a wait",
            "signal", "before a signal",
            "create", "behind a new thread",
            "begin", "before a thread's first step");

    /** As the library takes it. */
    public String line() {
        return "delay " + given() + " -";
    }

    /** What it is given by, and its place as module and offset: what {@link #of} reads. */
    public String text() {
        return given() + " " + place;
    }

    private String given() {
        return point + " " + thread + " " + key + " " + visit + " " + us;
    }

    /** The point and the place, which delays of several threads and visits have in common. */
    public String site() {
        return point + " " + key;
    }

    /** As people read it, in one line. */
    public String sentence(ElfSymbols symbols) {
        return (us == 0 ? "yields " : us + " µs ") + POINTS.getOrDefault(point, point) + " in " + symbols.name(place)
                + ", thread " + thread + ", visit " + visit;
    }

    /** @throws IllegalArgumentException when it is not the text of a delay */
    static Delay of(String text) {
        List<String> fields = List.of(text.split(" ", -1));
        int plus = text.lastIndexOf("+0x");
        if (fields.size() < 6 || plus < 0 || !POINTS.containsKey(fields.get(0))) {
            throw new IllegalArgumentException("no delay: " + text);
        }
        String module = String.join(" ", fields.subList(5, fields.size())).replaceFirst("\\+0x[0-9a-f]+$", "");
        return new Delay(
                fields.get(0),
                Integer.parseInt(fields.get(1)),
                fields.get(2),
                Integer.parseInt(fields.get(3)),
                Long.parseLong(fields.get(4)),
                new Place("", module.equals("?") ? "" : module, Long.parseUnsignedLong(text.substring(plus + 3), 16)));
    }
}
