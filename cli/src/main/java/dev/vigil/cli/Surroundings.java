package dev.vigil.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a verb may know of the process it runs in.
 *
 * @param home the checkout or installation: holds the class-path files that child processes start from
 * @param java the program that runs this JVM and its children
 * @param terminal whether {@code out} is one
 * @param columns of the terminal
 */
public record Surroundings(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path home,
        Path java,
        boolean terminal,
        int columns) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** The same with further variables for what is started from here. */
    public Surroundings with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Surroundings(out, err, all, home, java, terminal, columns);
    }

    /** Where targets are unpacked and other things kept between runs. */
    public Path cache() {
        String chosen = environment.getOrDefault("VIGIL_CACHE", "");
        if (!chosen.isBlank()) {
            return Path.of(chosen);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return shared.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "vigil")
                : Path.of(shared, "vigil");
    }

    /** The file that the build left there. */
    public Path classPathFile(String kind) {
        return home.resolve("cli/target/class-paths").resolve(kind);
    }
}
