package dev.vigil.cli.preset;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.probes.leaks.LeaksLane;
import dev.vigil.probes.locks.LocksLane;
import dev.vigil.probes.race.ConcurrencyLane;
import dev.vigil.properties.lane.PropertiesLane;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads campaign files: the packed presets by name, others by path. Every key is known, every value checked. */
public final class Presets {
    /** What is packed, in the order shown to users. */
    public static final List<String> PACKED =
            List.of("quick", "smoke", "coldstart", "concurrency", "leaks", "locks", "nightly");

    /** Lanes that a campaign may have. */
    private static final List<String> LANES =
            List.of(PropertiesLane.NAME, ColdStartLane.NAME, ConcurrencyLane.NAME, LeaksLane.NAME, LocksLane.NAME);

    private static final long BYTES_MAX = 1 << 20;
    private static final double SHARE_MAX = 1_000_000;
    private static final List<String> KEYS = List.of(
            "minutes",
            "seed",
            "target",
            "lib-path",
            "device",
            "slots",
            "ops",
            "oracles",
            "baseline",
            "plan",
            "cases-per-operator",
            "lane",
            "lanes");

    private static final List<String> LANE_KEYS = List.of("lane", "share");

    /**
     * @param nameOrFile name of a packed preset, or a path
     * @throws PresetException for one that is not there or says something wrong
     */
    public Preset read(String nameOrFile) throws PresetException {
        if (PACKED.contains(nameOrFile)) {
            return parse(nameOrFile, nameOrFile + ".conf", packed(nameOrFile));
        }
        boolean path = nameOrFile.contains("/") || nameOrFile.endsWith(".conf");
        Path file = Path.of(nameOrFile);
        if (!path && !Files.exists(file)) {
            throw new PresetException("no preset is called " + nameOrFile + "; there are " + String.join(", ", PACKED)
                    + ", or give a campaign file");
        }
        return parse(nameOrFile, nameOrFile, text(file));
    }

    private static String packed(String name) {
        try (InputStream in = Presets.class.getResourceAsStream("/campaigns/" + name + ".conf")) {
            if (in == null) {
                throw new IllegalStateException("preset " + name + " is not packed");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(Path file) throws PresetException {
        try {
            if (Files.isDirectory(file)) {
                throw new PresetException("campaign file " + file + " is a folder");
            }
            if (!Files.exists(file)) {
                throw new PresetException("campaign file " + file + " is not there");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new PresetException("campaign file " + file + " has more than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new PresetException("campaign file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static Preset parse(String name, String origin, String text) throws PresetException {
        Config config;
        try {
            config = ConfigFactory.parseReader(
                            new StringReader(text),
                            ConfigParseOptions.defaults().setOriginDescription(origin))
                    .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
        } catch (ConfigException e) {
            throw new PresetException(oneLine(e, origin));
        }
        return new Reader(name, origin, config).preset();
    }

    /** The library's messages carry the origin, and sometimes a hint on further lines. */
    private static String oneLine(ConfigException e, String origin) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        ConfigOrigin at = e.origin();
        return message.startsWith(origin)
                ? message
                : at == null ? origin + ": " + message : origin + ": " + at.lineNumber() + ": " + message;
    }

    private static final class Reader {
        private final String name;
        private final String origin;
        private final Config config;

        Reader(String name, String origin, Config config) {
            this.name = name;
            this.origin = origin;
            this.config = config;
        }

        Preset preset() throws PresetException {
            requireKeys(config.root(), "", KEYS);
            return new Preset(
                    name,
                    minutes(),
                    seed(),
                    string("target"),
                    strings("lib-path"),
                    oneOf("device", List.of("cpu", "gpu")),
                    count("slots", 1, 1024),
                    strings("ops"),
                    strings("oracles"),
                    string("baseline"),
                    oneOf("plan", List.of("adaptive", "fixed")),
                    count("cases-per-operator", 1, 10_000_000),
                    lanes());
        }

        private void requireKeys(ConfigObject object, String of, List<String> known) throws PresetException {
            for (Map.Entry<String, ConfigValue> each : object.entrySet()) {
                if (!known.contains(each.getKey())) {
                    throw wrong(
                            each.getValue(),
                            "unknown key '" + each.getKey() + "'" + of + "; keys are " + String.join(", ", known));
                }
            }
        }

        /** One lane by its name, or several with their shares. */
        private List<LaneShare> lanes() throws PresetException {
            Optional<String> one = oneOf("lane", LANES);
            ConfigValue value = value("lanes");
            if (value == null) {
                return one.map(LaneShare::whole).map(List::of).orElse(List.of());
            }
            if (one.isPresent()) {
                throw wrong(value, "say lane or lanes, not both");
            }
            if (!(value instanceof ConfigList list) || list.isEmpty()) {
                throw wrong(value, "lanes must be a list such as [{ lane = properties, share = 2 }]");
            }
            List<LaneShare> lanes = new ArrayList<>();
            for (ConfigValue each : list) {
                LaneShare lane = lane(each);
                if (lanes.stream().anyMatch(l -> l.lane().equals(lane.lane()))) {
                    throw wrong(each, "the lane " + lane.lane() + " is there twice");
                }
                lanes.add(lane);
            }
            return lanes;
        }

        private LaneShare lane(ConfigValue value) throws PresetException {
            if (!(value instanceof ConfigObject object)) {
                throw wrong(value, "each of the lanes must be like { lane = properties, share = 2 }");
            }
            requireKeys(object, " of a lane", LANE_KEYS);
            ConfigValue lane = object.get("lane");
            if (lane == null || !(lane.unwrapped() instanceof String text)) {
                throw wrong(lane == null ? value : lane, "a lane must name itself: lane = NAME");
            }
            String lower = text.toLowerCase(Locale.ROOT);
            if (!LANES.contains(lower)) {
                throw wrong(lane, "lane must be one of " + String.join(", ", LANES));
            }
            ConfigValue share = object.get("share");
            if (share != null
                    && share.unwrapped() instanceof Number number
                    && number.doubleValue() > 0
                    && number.doubleValue() <= SHARE_MAX) {
                return new LaneShare(lower, number.doubleValue());
            }
            throw wrong(
                    share == null ? value : share,
                    "share of " + lower + " must be a number over 0 and up to " + (int) SHARE_MAX);
        }

        private OptionalDouble minutes() throws PresetException {
            ConfigValue value = value("minutes");
            if (value == null) {
                return OptionalDouble.empty();
            }
            if (value.unwrapped() instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= 1e5) {
                return OptionalDouble.of(number.doubleValue());
            }
            throw wrong(value, "minutes must be a number over 0 and up to 100000");
        }

        private OptionalLong seed() throws PresetException {
            ConfigValue value = value("seed");
            if (value == null) {
                return OptionalLong.empty();
            }
            if (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long) {
                return OptionalLong.of(((Number) value.unwrapped()).longValue());
            }
            throw wrong(value, "seed must be a whole number");
        }

        private OptionalInt count(String key, int min, int max) throws PresetException {
            ConfigValue value = value(key);
            if (value == null) {
                return OptionalInt.empty();
            }
            if (value.unwrapped() instanceof Integer number && number >= min && number <= max) {
                return OptionalInt.of(number);
            }
            throw wrong(value, key + " must be a whole number from " + min + " to " + max);
        }

        private Optional<String> string(String key) throws PresetException {
            ConfigValue value = value(key);
            if (value == null) {
                return Optional.empty();
            }
            if (value.unwrapped() instanceof String text && !text.isBlank()) {
                return Optional.of(text);
            }
            throw wrong(value, key + " must be a text");
        }

        private Optional<String> oneOf(String key, List<String> allowed) throws PresetException {
            Optional<String> text = string(key);
            ConfigValue value = value(key);
            if (value != null
                    && text.isPresent()
                    && !allowed.contains(text.get().toLowerCase(Locale.ROOT))) {
                throw wrong(value, key + " must be one of " + String.join(", ", allowed));
            }
            return text.map(t -> t.toLowerCase(Locale.ROOT));
        }

        /** A list of texts, or one text. */
        private List<String> strings(String key) throws PresetException {
            ConfigValue value = value(key);
            if (value == null) {
                return List.of();
            }
            Object plain = value.unwrapped();
            List<?> all = plain instanceof List<?> list ? list : List.of(plain);
            List<String> texts = new ArrayList<>();
            for (Object each : all) {
                if (!(each instanceof String text) || text.isBlank()) {
                    throw wrong(value, key + " must be a list of texts");
                }
                texts.add(text);
            }
            return texts.stream().map(String::strip).collect(Collectors.toList());
        }

        private @Nullable ConfigValue value(String key) {
            return config.root().get(key);
        }

        private PresetException wrong(ConfigValue value, String what) {
            int line = value.origin().lineNumber();
            return new PresetException(origin + ": " + (line > 0 ? line + ": " : "") + what);
        }
    }
}
