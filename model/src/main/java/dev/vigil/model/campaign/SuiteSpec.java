package dev.vigil.model.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tests that others wrote and that a campaign runs against its target. As text {@code KIND:PATH}; a test of it is that
 * text, {@code ::} and the test's own name, or for a script {@code script:} and the script's path.
 *
 * @param path absolute, as on every worker; of scripts the file name may have {@code *} and {@code ?}
 */
public record SuiteSpec(Kind kind, String path) {
    /** The lane that runs them. */
    public static final String LANE = "suites";

    /** Between a suite and a test of it. */
    public static final String OF = "::";

    private static final int PATH_MAX = 1_000;

    /** Who runs the tests. */
    public enum Kind {
        PYTEST,
        GTEST,
        SCRIPT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException for a path that is not absolute, or that no name of a test can begin with */
    public SuiteSpec {
        Objects.requireNonNull(kind);
        if (!path.startsWith("/") || climbs(path)) {
            throw new IllegalArgumentException("the path of a suite must be absolute and without .., not " + path);
        }
        if (path.length() > PATH_MAX || path.contains(OF) || !plain(path)) {
            throw new IllegalArgumentException("the path of a suite must have at most " + PATH_MAX
                    + " characters, and neither :: nor control characters");
        }
    }

    /** @throws IllegalArgumentException when it is no {@code KIND:PATH}; its message says what would be */
    @JsonCreator
    public static SuiteSpec of(String text) {
        int colon = text.indexOf(':');
        return new SuiteSpec(kind(colon < 0 ? text : text.substring(0, colon)), text.substring(colon + 1));
    }

    /** @throws IllegalArgumentException when nobody runs such suites */
    public static Kind kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.text().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no kind of suite; there are "
                        + Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "))
                        + ": say KIND:PATH"));
    }

    @JsonValue
    public String text() {
        return kind.text() + ":" + path;
    }

    /** Whether a subject of the lane is one of its tests, or the suite itself. */
    public boolean holds(String subject) {
        if (climbs(subject)) {
            return false;
        }
        return kind == Kind.SCRIPT
                ? subject.equals(text()) || script().matcher(subject).matches()
                : subject.equals(text()) || subject.startsWith(text() + OF);
    }

    /** Whether some suite of a list holds it. */
    public static boolean anyHolds(List<SuiteSpec> suites, String subject) {
        return suites.stream().anyMatch(suite -> suite.holds(subject));
    }

    /** A star stands for characters of one name, so that no other folder is reached. */
    private Pattern script() {
        int name = text().lastIndexOf('/') + 1;
        StringBuilder regex = new StringBuilder(Pattern.quote(text().substring(0, name)));
        for (char c : text().substring(name).toCharArray()) {
            regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    /** Whether it can be written down and signed as it is: no control characters, and no half of one beyond 16 bits. */
    private static boolean plain(String text) {
        return text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static boolean climbs(String text) {
        return Arrays.asList(text.split("/|::", -1)).contains("..");
    }
}
