package dev.vigil.cli.live;

import dev.vigil.cli.BadInput;
import dev.vigil.coordinator.live.LiveSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether there is a live page, where, and for whom. */
public final class LiveOptions {
    private static final int FILE_BYTES_MAX = 4096;

    @Option(
            names = "--live",
            paramLabel = "[HOST:]PORT",
            description =
                    "show the campaign on a page while it runs; on 127.0.0.1 when no host is given, port 0 for any"
                            + " that is free")
    @Nullable
    private String place;

    @Option(
            names = "--live-token-file",
            paramLabel = "FILE",
            description =
                    "a token of 16 characters or more that the page asks for; must be given where others can reach"
                            + " the page")
    @Nullable
    private Path tokenFile;

    /** Empty when no page is wanted. Reads the file, and looks the host up. */
    public Optional<LiveSettings> settings() throws BadInput {
        if (place == null) {
            if (tokenFile != null) {
                throw new BadInput("--live-token-file is for the page of --live; give that too, or leave it out");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(LiveSettings.of(place, tokenFile == null ? null : token(tokenFile)));
        } catch (IllegalArgumentException e) {
            throw new BadInput("--live: " + e.getMessage(), e);
        }
    }

    private static String token(Path file) throws BadInput {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new BadInput("--live-token-file " + file + " is too long for a token; give a file of one line");
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new BadInput("--live-token-file " + file + " cannot be read: " + e, e);
        }
    }
}
