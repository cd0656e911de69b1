package dev.vigil.properties.references;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One row of the table of samplers.
 *
 * @param operator its primary name in either public line of builds
 * @param size the attribute that says how many to draw; empty where the first input does
 * @param fixed attributes that choose the documented distribution among others
 * @param law the distribution by the values of the parameters
 */
record Sampler(
        String operator,
        Form form,
        String size,
        SortedMap<String, String> fixed,
        List<Parameter> parameters,
        Function<double[], Law> law) {
    Sampler {
        fixed = Collections.unmodifiableSortedMap(new TreeMap<>(fixed));
        parameters = List.copyOf(parameters);
    }

    /** Where the parameters are, and how their shape goes together with the size. */
    enum Form {
        /** In attributes; the size is all of the shape. */
        ATTRIBUTES,
        /** In attributes; the shape is that of the first input. */
        LIKE,
        /** In inputs of one shape, which the size comes behind. */
        INPUTS,
        /** In attributes, or in inputs for those that are None; inputs are broadcast to the size. */
        EITHER,
        /** The same, where the size comes before the shape of the inputs. */
        EITHER_BEHIND
    }

    /**
     * One parameter, with the range that it is drawn from where a call gives it no useful value.
     *
     * @param whole whether it has to be a whole number
     */
    record Parameter(String name, double low, double high, boolean whole) {
        /** Reads {@code scale:0.5:2}, or {@code n:1:20:whole}. */
        static Parameter of(String text) {
            List<String> parts = List.of(text.split(":", -1));
            return new Parameter(
                    parts.get(0),
                    Double.parseDouble(parts.get(1)),
                    Double.parseDouble(parts.get(2)),
                    parts.contains("whole"));
        }
    }

    static Sampler of(
            String operator,
            Form form,
            String size,
            Map<String, String> fixed,
            String parameters,
            Function<double[], Law> law) {
        return new Sampler(
                operator,
                form,
                size,
                new TreeMap<>(fixed),
                List.of(parameters.split(" ", -1)).stream().map(Parameter::of).toList(),
                law);
    }
}
