package dev.vigil.properties.task;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question to the library's inference; no kernel runs. The operator is composed with fresh variables for all its
 * inputs (for a variable number of inputs, as many as the attribute says), then shape and type inference are asked.
 *
 * @param shapes of the inputs from the front, in the order of ListArguments and then ListAuxiliaryStates; null entries
 *     and missing ones at the end are unknown, and so are axes of -1
 * @param dtypes the same
 */
public record Inquiry(
        String operator,
        SortedMap<String, String> attributes,
        boolean numpyShape,
        List<long @Nullable []> shapes,
        List<@Nullable DType> dtypes) {
    public Inquiry {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        shapes = Collections.unmodifiableList(new ArrayList<>(shapes));
        dtypes = Collections.unmodifiableList(new ArrayList<>(dtypes));
    }
}
