package dev.vigil.coordinator;

import dev.vigil.model.unit.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The operators that a person named: {@code *} stands for any characters, {@code ?} for one. */
public final class OperatorGlobs {
    private static final int NEAR_MAX = 5;

    private OperatorGlobs() {}

    /**
     * What the globs select.
     *
     * @param names of subjects that are called directly, sorted
     * @param idle globs that select nothing, each with one line that says so
     */
    public record Selection(List<String> names, SortedMap<String, String> idle) {
        public Selection {
            names = List.copyOf(names);
            idle = Collections.unmodifiableSortedMap(new TreeMap<>(idle));
        }

        /** One line when a glob selects nothing; empty otherwise. */
        public String problem() {
            return idle.isEmpty() ? "" : String.valueOf(idle.get(idle.firstKey()));
        }

        /** With what the same globs select of other subjects: only those are idle that select nothing there either. */
        public Selection and(Selection other) {
            TreeSet<String> all = new TreeSet<>(names);
            all.addAll(other.names);
            TreeMap<String, String> both = new TreeMap<>(idle);
            both.keySet().retainAll(other.idle.keySet());
            return new Selection(List.copyOf(all), both);
        }
    }

    /** No globs select all that is called directly. A glob may name an alias; it then selects what it stands for. */
    public static Selection select(List<Subject> subjects, List<String> globs) {
        Map<String, Subject> byName = new TreeMap<>();
        subjects.forEach(s -> byName.put(s.name(), s));
        TreeSet<String> direct = byName.values().stream()
                .filter(s -> s.kind() == Subject.Kind.DIRECT)
                .map(Subject::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (globs.isEmpty()) {
            return new Selection(List.copyOf(direct), new TreeMap<>());
        }
        TreeSet<String> selected = new TreeSet<>();
        TreeMap<String, String> idle = new TreeMap<>();
        for (String glob : globs) {
            Pattern pattern = pattern(glob);
            List<Subject> matched = byName.values().stream()
                    .filter(s -> pattern.matcher(s.name()).matches())
                    .toList();
            boolean any = false;
            for (Subject s : matched) {
                Optional<String> target = callable(s, direct);
                if (target.isPresent()) {
                    selected.add(target.get());
                    any = true;
                }
            }
            if (!any) {
                idle.put(glob, problem(glob, matched, byName));
            }
        }
        return new Selection(List.copyOf(selected), idle);
    }

    private static Optional<String> callable(Subject subject, Set<String> direct) {
        if (subject.kind() == Subject.Kind.DIRECT) {
            return Optional.of(subject.name());
        }
        String through = subject.reason();
        return subject.kind() == Subject.Kind.ALIAS && through != null && direct.contains(through)
                ? Optional.of(through)
                : Optional.empty();
    }

    private static String problem(String glob, List<Subject> matched, Map<String, Subject> byName) {
        if (!matched.isEmpty()) {
            Subject first = matched.get(0);
            String reason = first.reason();
            return "--ops '" + glob + "' selects only operators that are not called directly, such as " + first.name()
                    + (reason == null ? "" : " (" + reason + ")");
        }
        String near = byName.values().stream()
                .filter(s -> s.kind() == Subject.Kind.DIRECT)
                .map(Subject::name)
                .sorted(Comparator.comparingInt((String n) -> distance(n, glob)).thenComparing(n -> n))
                .limit(NEAR_MAX)
                .collect(Collectors.joining(", "));
        return "--ops '" + glob + "' matches no operator of this target; the nearest names are " + near;
    }

    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    /** Edits between two names; a name that holds the other is nearer than any that does not. */
    private static int distance(String name, String glob) {
        String plain = glob.replace("*", "");
        if (plain.length() >= 3 && name.contains(plain)) {
            return -1;
        }
        List<Integer> row = new ArrayList<>();
        for (int j = 0; j <= plain.length(); j++) {
            row.add(j);
        }
        for (int i = 1; i <= name.length(); i++) {
            List<Integer> next = new ArrayList<>();
            next.add(i);
            for (int j = 1; j <= plain.length(); j++) {
                int swap = row.get(j - 1) + (name.charAt(i - 1) == plain.charAt(j - 1) ? 0 : 1);
                next.add(Math.min(swap, 1 + Math.min(row.get(j), next.get(j - 1))));
            }
            row = next;
        }
        return row.get(plain.length());
    }
}
