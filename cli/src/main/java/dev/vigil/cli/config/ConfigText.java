package dev.vigil.cli.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text of a file of settings, and how it becomes a section. */
public final class ConfigText {
    private static final long BYTES_MAX = 1 << 20;

    private ConfigText() {}

    /**
     * @param kind what people call such a file, such as {@code campaign file}
     */
    public static String read(String kind, Path file) throws ConfigFault {
        try {
            if (Files.isDirectory(file)) {
                throw new ConfigFault(kind + " " + file + " is a folder");
            }
            if (!Files.exists(file)) {
                throw new ConfigFault(kind + " " + file + " is not there");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigFault(kind + " " + file + " has more than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigFault(kind + " " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** No environment and no other file is looked into. */
    public static Section parse(String origin, String text) throws ConfigFault {
        try {
            return new Section(
                    origin,
                    "",
                    ConfigFactory.parseReader(
                                    new StringReader(text),
                                    ConfigParseOptions.defaults().setOriginDescription(origin))
                            .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false))
                            .root());
        } catch (ConfigException e) {
            throw new ConfigFault(oneLine(e, origin));
        }
    }

    /** The library's messages carry the origin, and sometimes a hint on further lines. */
    private static String oneLine(ConfigException e, String origin) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        ConfigOrigin at = e.origin();
        return message.startsWith(origin)
                ? message
                : at == null ? origin + ": " + message : origin + ": " + at.lineNumber() + ": " + message;
    }
}
