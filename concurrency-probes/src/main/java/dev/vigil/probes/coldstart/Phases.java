package dev.vigil.probes.coldstart;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a probe wrote before each of its steps, oldest first; those of siblings mixed. */
public record Phases(List<Phase> all) {
    public static final String INVOKE = "invoke";
    static final String LEAVE = "leave";
    public static final String REFUSED = "refused";
    static final String NOT_LOADED = "not-loaded";

    /** The last steps of a process: what happens from there on happens at its exit. */
    private static final List<String> LEAVING = List.of(LEAVE, "shutdown");

    private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\d{1,9}) (\\d{1,9}) (\\S+) ?(.*)");

    public Phases {
        all = List.copyOf(all);
    }

    /**
     * A step that was about to begin.
     *
     * @param nanos by the monotonic clock of the host
     * @param detail the operator or the C function
     */
    public record Phase(long nanos, long process, String name, String detail) {
        boolean leaving() {
            return LEAVING.contains(name);
        }

        public String text() {
            return detail.isEmpty() ? name : name + " " + detail;
        }
    }

    /** Lines that make no sense are left out: a process may die in the middle of one. */
    public static Phases parse(String report) {
        return new Phases(report.lines()
                .map(line -> LINE.matcher(line.replace("\0", "").strip()))
                .filter(Matcher::matches)
                .map(m -> new Phase(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), m.group(4), m.group(5)))
                .toList());
    }

    /** The last step of the process that was furthest behind: among siblings the one that keeps the others waiting. */
    public Optional<Phase> last() {
        return all.stream()
                .map(Phase::process)
                .distinct()
                .map(this::lastOf)
                .flatMap(Optional::stream)
                .min(java.util.Comparator.comparing(Phase::leaving).thenComparingLong(Phase::nanos));
    }

    Optional<Phase> lastOf(long process) {
        return all.stream().filter(p -> p.process() == process).reduce((a, b) -> b);
    }

    public Optional<Phase> named(String name) {
        return all.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    public long count(String name) {
        return all.stream().filter(p -> p.name().equals(name)).count();
    }

    /** When the last process began to leave; empty when none did. */
    OptionalLong leftNanos() {
        return all.stream()
                .filter(p -> p.name().equals(LEAVE))
                .mapToLong(Phase::nanos)
                .max();
    }
}
