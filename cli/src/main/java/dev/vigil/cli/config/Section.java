package dev.vigil.cli.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The keys of a file, or of a part of it in braces; each value is checked where it is read. */
public final class Section {
    private final String origin;
    private final String of;
    private final ConfigObject object;

    /**
     * @param of in messages behind the name of a key: where it belongs; empty for the file itself
     */
    Section(String origin, String of, ConfigObject object) {
        this.origin = origin;
        this.of = of;
        this.object = object;
    }

    public void requireKeys(List<String> known) throws ConfigFault {
        for (Map.Entry<String, ConfigValue> each : object.entrySet()) {
            if (!known.contains(each.getKey())) {
                throw wrong(
                        each.getValue(),
                        "unknown key '" + each.getKey() + "'" + of + "; keys are " + String.join(", ", known));
            }
        }
    }

    public boolean has(String key) {
        return object.containsKey(key);
    }

    /** A part in braces; absent: one without keys. */
    public Section section(String key) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return new Section(origin, " of " + key, ConfigFactory.empty().root());
        }
        if (value instanceof ConfigObject part) {
            return new Section(origin, " of " + key, part);
        }
        throw wrong(value, key + " must be like { ... }");
    }

    /**
     * A list of parts in braces.
     *
     * @param example of the whole value
     * @param each example of one of them
     */
    public List<Section> sections(String key, String example, String each) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (!(value instanceof ConfigList list) || list.isEmpty()) {
            throw wrong(value, key + " must be a list such as " + example);
        }
        List<Section> sections = new ArrayList<>();
        for (ConfigValue one : list) {
            if (!(one instanceof ConfigObject part)) {
                throw wrong(one, "each of the " + key + " must be like " + each);
            }
            sections.add(new Section(origin, " of a " + key.substring(0, key.length() - 1), part));
        }
        return sections;
    }

    public OptionalDouble number(String key, double over, double upTo) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value.unwrapped() instanceof Number number && number.doubleValue() > over && number.doubleValue() <= upTo) {
            return OptionalDouble.of(number.doubleValue());
        }
        throw wrong(value, key + " must be a number over " + (long) over + " and up to " + (long) upTo);
    }

    public OptionalLong whole(String key) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long) {
            return OptionalLong.of(((Number) value.unwrapped()).longValue());
        }
        throw wrong(value, key + " must be a whole number");
    }

    public OptionalInt count(String key, int min, int max) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value.unwrapped() instanceof Integer number && number >= min && number <= max) {
            return OptionalInt.of(number);
        }
        throw wrong(value, key + " must be a whole number from " + min + " to " + max);
    }

    /** A size such as {@code 64 GB} or {@code 512 MiB}, in bytes; 0 when absent. */
    public long bytes(String key) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return 0;
        }
        try {
            long bytes = object.toConfig().getBytes(key);
            if (bytes > 0) {
                return bytes;
            }
        } catch (ConfigException e) {
            throw wrong(value, key + " must be a size such as 64 GB");
        }
        throw wrong(value, key + " must be a size such as 64 GB");
    }

    public Optional<String> string(String key) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value.unwrapped() instanceof String text && !text.isBlank()) {
            return Optional.of(text.strip());
        }
        throw wrong(value, key + " must be a text");
    }

    /** In lower case. */
    public Optional<String> oneOf(String key, List<String> allowed) throws ConfigFault {
        Optional<String> text = string(key).map(t -> t.toLowerCase(Locale.ROOT));
        if (text.isPresent() && !allowed.contains(text.get())) {
            throw wrong(key, key + " must be one of " + String.join(", ", allowed));
        }
        return text;
    }

    /** A list of texts, or one text. */
    public List<String> strings(String key) throws ConfigFault {
        ConfigValue value = object.get(key);
        if (value == null) {
            return List.of();
        }
        List<?> all = value.unwrapped() instanceof List<?> list ? list : List.of(value.unwrapped());
        List<String> texts = new ArrayList<>();
        for (Object each : all) {
            if (!(each instanceof String text) || text.isBlank()) {
                throw wrong(value, key + " must be a list of texts");
            }
            texts.add(text.strip());
        }
        return texts;
    }

    /** A fault at the line of a key, or of this section when it lacks that one. */
    public ConfigFault wrong(String key, String what) {
        return wrong(object.get(key), what);
    }

    private ConfigFault wrong(@Nullable ConfigValue value, String what) {
        int line = (value == null ? object : value).origin().lineNumber();
        return new ConfigFault(origin + ": " + (line > 0 ? line + ": " : "") + what);
    }
}
