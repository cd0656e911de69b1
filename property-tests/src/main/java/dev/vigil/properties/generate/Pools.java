package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Attribute values worth a try: from the domain, from the shapes of the call, and from what error texts mentioned. */
public final class Pools {
    private static final int LEARNED_MAX = 40;
    /** What a tuple of axes is likely to hold; lengths of axes are not. */
    private static final List<String> AXES = List.of("(0,)", "(1,)", "(-1,)", "(0,1)", "(1,0)");

    private static final Pattern QUOTED = Pattern.compile("['`\"]([^'`\"\\n]{1,40})['`\"]");

    private final Set<Long> numbers = new LinkedHashSet<>();
    private final Set<String> words = new LinkedHashSet<>();

    /** A whole number that an error text mentioned. */
    public void addNumber(long number) {
        if (numbers.size() < LEARNED_MAX && Math.abs(number) <= 1_000_000) {
            numbers.add(number);
        }
    }

    /** A word that an error text or a description quoted. */
    public void addWord(String word) {
        if (words.size() < LEARNED_MAX) {
            words.add(word);
        }
    }

    public void addQuoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            addWord(quoted.group(1));
        }
    }

    /** Values of an attribute in a fixed order, the likeliest first. */
    public List<String> values(Attribute attribute, Call call) {
        List<String> closed = attribute.closed();
        if (!closed.isEmpty()) {
            return closed;
        }
        Set<String> values = new LinkedHashSet<>();
        collect(attribute.domain(), attribute, call, values);
        if (attribute.none()) {
            values.add("None");
        }
        return List.copyOf(values);
    }

    public String pick(Attribute attribute, Call call, Draw draw) {
        List<String> values = values(attribute, call);
        // The front of an open pool is likelier to be right than its end.
        int width = attribute.closed().isEmpty() && draw.chance(0.4) ? Math.min(6, values.size()) : values.size();
        return values.get(draw.below(width));
    }

    private void collect(Domain domain, Attribute attribute, Call call, Set<String> values) {
        if (domain instanceof Domain.Whole whole) {
            for (long value : wholes(call)) {
                if (value >= 0 || !(whole.nonNegative() || counts(attribute))) {
                    values.add(Long.toString(value));
                }
            }
        } else if (domain instanceof Domain.Real) {
            values.addAll(List.of("0.5", "1.0", "2.0", "0.0", "0.1", "-1.0", "3.0", "0.001", "10.0"));
            numbers.forEach(n -> values.add(n + ".0"));
        } else if (domain instanceof Domain.Tuple tuple) {
            if (attribute.name().contains("ax") && !(tuple.element() instanceof Domain.Tuple)) {
                values.addAll(AXES);
            }
            tuples(tuple.element(), call, values);
        } else if (domain instanceof Domain.Text) {
            texts(attribute, values);
        } else {
            values.addAll(List.of("None", "1", "0", "2", "1.0", "(1,)", "(0,1)", "(2,2)", "float32", "True", "-1"));
            texts(attribute, values);
        }
    }

    /** By the registry's own habit. A negative count is a hostile value, and takes seconds and gigabytes where it is accepted. */
    private static boolean counts(Attribute attribute) {
        return attribute.name().startsWith("num");
    }

    private Set<Long> wholes(Call call) {
        Set<Long> values = new LinkedHashSet<>(List.of(1L, 2L, 0L, 3L, -1L, 4L));
        for (Input.Array input : call.inputs()) {
            for (long length : input.shape().toArray()) {
                values.add(length);
            }
        }
        values.addAll(numbers);
        values.addAll(List.of(-2L, 8L, 5L, 16L));
        return values;
    }

    private void texts(Attribute attribute, Set<String> values) {
        Matcher quoted = QUOTED.matcher(attribute.description());
        while (quoted.find()) {
            values.add(quoted.group(1));
        }
        if (!attribute.standard().isEmpty()) {
            values.add(attribute.standard());
        }
        for (DType type : DType.values()) {
            values.add(type.text());
        }
        values.addAll(words);
        values.addAll(List.of("cpu(0)", "cpu", "None", "a"));
    }

    private void tuples(Domain element, Call call, Set<String> values) {
        if (element instanceof Domain.Real) {
            values.addAll(List.of(
                    "(0.5,)",
                    "(0.5,0.5)",
                    "(1.0,2.0)",
                    "(0.5,0.5,0.5)",
                    "(0.1,0.1,0.2,0.2)",
                    "(1.0,)",
                    "()",
                    "(2.0,2.0,2.0,2.0)"));
            return;
        }
        if (element instanceof Domain.Tuple) {
            TreeSet<Integer> ranks = new TreeSet<>();
            call.inputs().forEach(i -> ranks.add(i.shape().rank()));
            for (int rank : ranks) {
                for (String pair : List.of("(1,1)", "(0,1)", "(0,0)", "(2,1)")) {
                    values.add("(" + String.join(",", java.util.Collections.nCopies(rank, pair))
                            + (rank == 1 ? ",)" : ")"));
                }
            }
            values.add("((1,1),(1,1))");
            return;
        }
        Set<Shape> shapes = new LinkedHashSet<>();
        call.inputs().stream().limit(4).forEach(i -> shapes.add(i.shape()));
        for (Shape shape : shapes) {
            around(shape, values);
        }
        for (long[] usual : new long[][] {
            {2, 2}, {1}, {2}, {0}, {3}, {1, 1}, {0, 1}, {1, 0}, {2, 3}, {}, {1, 1, 1}, {2, 2, 2}, {0, 0}, {-1}, {3, 3},
            {4}, {4, 4}, {0, 0, 0}, {0, -1}, {8, 8}
        }) {
            values.add(text(usual));
        }
        for (long number : numbers) {
            values.add(text(number));
        }
    }

    private static void around(Shape shape, Set<String> values) {
        int rank = shape.rank();
        long[] lengths = shape.toArray();
        values.add(text(lengths));
        values.add(text(LongStream.range(0, rank).map(i -> rank - 1 - i).toArray()));
        values.add(text(LongStream.range(0, rank).toArray()));
        for (long constant : new long[] {0, 1, 2}) {
            values.add(text(filled(rank, constant)));
            if (rank > 2) {
                values.add(text(filled(rank - 2, constant)));
            }
            if (rank <= 5) {
                long[] doubled = filled(2 * rank, 0);
                // Leading axes are often not allowed to change.
                Arrays.fill(doubled, Math.min(4, rank), 2 * rank, constant);
                values.add(text(doubled));
            }
        }
        values.add(text(shape.elements()));
        values.add(text(-1, rank == 0 ? 1 : lengths[rank - 1]));
        if (rank > 0) {
            values.add(text(Arrays.copyOfRange(lengths, 1, rank)));
            values.add(text(Arrays.copyOf(lengths, rank - 1)));
            values.add(text(LongStream.of(lengths).map(l -> Math.max(1, l / 2)).toArray()));
            values.add(text(LongStream.of(lengths).map(l -> l * 2).toArray()));
            long[] longer = new long[rank + 1];
            longer[0] = 2;
            System.arraycopy(lengths, 0, longer, 1, rank);
            values.add(text(longer));
            long[] flat = lengths.clone();
            flat[rank - 1] = 1;
            values.add(text(flat));
            values.add(text(rank - 1L));
        }
    }

    private static long[] filled(int count, long value) {
        long[] tuple = new long[count];
        Arrays.fill(tuple, value);
        return tuple;
    }

    /** A tuple as the library reads it. */
    static String text(long... values) {
        return LongStream.of(values)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(",", "(", values.length == 1 ? ",)" : ")"));
    }

    /** The numbers of a tuple's text, or null when it is none. */
    static long @org.jspecify.annotations.Nullable [] tuple(String text) {
        if (text.length() < 2 || "([".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        List<Long> values = new ArrayList<>();
        for (String part : text.substring(1, text.length() - 1).split(",")) {
            String trimmed = part.trim();
            if (trimmed.isEmpty()) {
                continue;
            }
            if (!trimmed.matches("-?\\d{1,18}")) {
                return null;
            }
            values.add(Long.parseLong(trimmed));
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
