package dev.vigil.cli.preset;

import dev.vigil.model.campaign.SuiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Suites as people name them, {@code KIND:PATH}, found on this machine. */
public final class SuitePlaces {
    private final Path folder;

    /**
     * @param folder that paths are relative to
     */
    public SuitePlaces(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** @throws IllegalArgumentException when there is no such suite here; its message says what is wrong */
    public SuiteSpec find(String text) {
        int colon = text.indexOf(':');
        SuiteSpec.Kind kind = SuiteSpec.kind(colon < 0 ? text : text.substring(0, colon));
        if (colon < 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' names no path: say KIND:PATH");
        }
        Path path;
        try {
            path = folder.resolve(text.substring(colon + 1)).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no path", e);
        }
        SuiteSpec suite = new SuiteSpec(kind, path.toString());
        String missing = switch (kind) {
            case PYTEST -> Files.exists(path) ? "" : path + " is not there";
            case GTEST -> runnable(path);
            case SCRIPT -> hasGlob(path) ? matched(suite, path) : script(path);
        };
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "': " + missing);
        }
        return suite;
    }

    private static boolean hasGlob(Path path) {
        return path.toString().matches(".*[*?].*");
    }

    private static String script(Path path) {
        return path.toString().endsWith(".py") && Files.isRegularFile(path) ? "" : runnable(path);
    }

    private static String runnable(Path path) {
        if (!Files.exists(path)) {
            return path + " is not there";
        }
        return Files.isRegularFile(path) && Files.isExecutable(path) ? "" : path + " is no program that can be run";
    }

    private static String matched(SuiteSpec suite, Path path) {
        Path parent = path.getParent();
        if (parent == null || hasGlob(parent)) {
            return "* and ? are for file names, not for folders";
        }
        if (!Files.isDirectory(parent)) {
            return parent + " is not there";
        }
        try (Stream<Path> files = Files.list(parent)) {
            boolean any = files.anyMatch(
                    file -> Files.isRegularFile(file) && suite.holds(SuiteSpec.Kind.SCRIPT.text() + ":" + file));
            return any ? "" : "no file is like " + path;
        } catch (IOException e) {
            return parent + " cannot be read: " + e.getMessage();
        }
    }
}
