package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An attribute that names one axis, by what such attributes are called in the registry. */
record NamedAxis(String name, long number) {
    private static final Pattern NAME = Pattern.compile("(?:axis|dim)[12]?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    static List<NamedAxis> all(Case call) {
        return call.steps().get(0).attributes().entrySet().stream()
                .filter(entry -> NAME.matcher(entry.getKey()).matches()
                        && WHOLE.matcher(entry.getValue()).matches())
                .map(entry -> new NamedAxis(entry.getKey(), Long.parseLong(entry.getValue())))
                .toList();
    }

    /** Empty where there are several, which must go together. */
    static Optional<NamedAxis> only(Case call) {
        List<NamedAxis> all = all(call);
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }
}
