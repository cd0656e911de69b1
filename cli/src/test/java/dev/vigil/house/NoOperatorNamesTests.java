package dev.vigil.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.MxLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Vigil must work on operators it has never seen, so its main sources name none. Many registry names are ordinary
 * words ({@code where}, {@code add}); those that could be nothing else count anywhere in a text literal, the others only when a
 * literal of the properties lane consists of them.
 */
class NoOperatorNamesTests {
    /**
     * The places with a reason: operators that run code or touch files, operators that canaries spoil, and operators of
     * which an independent reference is known.
     */
    private static final List<String> WITH_A_REASON =
            List.of("properties/operators/SafetyExclusions.java", "cli/canary/Victims.java", "properties/references/");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    @Test
    void onlyExclusionsVictimsAndReferencesNameOperators() throws Exception {
        Set<String> names = new HashSet<>(MxLibrary.open(Path.of(System.getProperty("vigil.test.mxnet")))
                .operators()
                .names());
        assertTrue(names.size() > 800, "registry names: " + names.size());
        Path root = Path.of(System.getProperty("vigil.home"));
        List<String> hits = new ArrayList<>();
        int files = 0;
        for (Path file : mainSources(root)) {
            files++;
            if (WITH_A_REASON.stream().noneMatch(place -> file.toString().contains(place))) {
                search(file, root.relativize(file).toString(), names, hits);
            }
        }
        assertTrue(files > 100, "main sources found: " + files);
        assertEquals(List.of(), hits, "operators named in main sources");
    }

    private static void search(Path file, String shown, Set<String> names, List<String> hits) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            Matcher literal = LITERAL.matcher(line);
            while (literal.find()) {
                String text = literal.group(1);
                if (shown.startsWith("property-tests")
                        && text.length() > 4
                        && names.contains(text)
                        && !ORDINARY.contains(text)) {
                    hits.add(shown + ":" + number + " " + text);
                }
                Matcher word = WORD.matcher(text);
                while (word.find()) {
                    if (distinctive(word.group()) && names.contains(word.group())) {
                        hits.add(shown + ":" + number + " " + word.group());
                    }
                }
            }
        }
    }

    /** Words of our own that a registry uses as well. */
    private static final Set<String> ORDINARY = Set.of("repeat", "reverse", "shape_array");

    private static boolean distinctive(String word) {
        return word.indexOf('_') >= 0 || !word.equals(word.toLowerCase(java.util.Locale.ROOT));
    }

    private static List<Path> mainSources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().contains("/src/main/"))
                    .filter(f -> !f.toString().contains("/target/"))
                    .filter(f -> f.toString().matches(".*\\.(java|cpp|h|conf|sql|properties)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
