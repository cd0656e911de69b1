package dev.vigil.probes.suites;

import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The tests of one suite as its own program lists them. Pure. */
final class Listing {
    /** Of a subject, in the store's columns. */
    static final int NAME_MAX = 300;

    /** Subjects of a suite; a campaign that runs one test per process comes to no more. */
    private static final int TESTS_MAX = 50_000;

    private static final int REASON_MAX = 300;

    private Listing() {}

    /**
     * A line of {@code collect.py}.
     *
     * @param test as pytest names it, relative to the suite's folder
     * @param reason why it is left out; empty when it is not
     */
    record Collected(String test, String reason) {}

    /** @throws IOException when the text is not what {@code collect.py} writes */
    static List<Subject> ofPytest(SuiteSpec suite, String lines) throws IOException {
        List<Subject> subjects = new ArrayList<>();
        for (String line : lines.lines().limit(TESTS_MAX).toList()) {
            Collected one = Wire.fromJson(line, Collected.class);
            String name = suite.path().endsWith(".py") ? inFile(one.test()) : one.test();
            subjects.add(one.reason().isEmpty() ? test(suite, name) : excluded(suite, name, one.reason()));
        }
        return subjects;
    }

    /** Without the file's name, which is the suite's own. */
    private static String inFile(String id) {
        int at = id.indexOf(SuiteSpec.OF);
        return at < 0 ? "" : id.substring(at + SuiteSpec.OF.length());
    }

    /** Of what {@code --gtest_list_tests} prints: names of suites without indentation and a dot behind them, tests with it. */
    static List<Subject> ofGtest(SuiteSpec suite, String lines) {
        List<Subject> subjects = new ArrayList<>();
        String group = "";
        for (String line : lines.lines().limit(TESTS_MAX).toList()) {
            // Behind # is what a parameter's value or type is.
            String name = line.replaceFirst("\\s+#.*", "").stripTrailing();
            if (!name.startsWith(" ")) {
                group = name.endsWith(".") ? name : "";
            } else if (!group.isEmpty()) {
                subjects.add(test(suite, group + name.strip()));
            }
        }
        return subjects;
    }

    static Subject excluded(SuiteSpec suite, String name, String reason) {
        String plain = reason.replaceAll("\\s+", " ");
        return new Subject(
                name.isEmpty() ? suite.text() : suite.text() + SuiteSpec.OF + name,
                Subject.Kind.EXCLUDED,
                plain.substring(0, Math.min(plain.length(), REASON_MAX)));
    }

    private static Subject test(SuiteSpec suite, String name) {
        Subject whole = new Subject(suite.text() + SuiteSpec.OF + name, Subject.Kind.DIRECT, null);
        if (whole.name().length() > NAME_MAX) {
            return excluded(suite, name, "its name with its suite's has over " + NAME_MAX + " characters");
        }
        return name.chars().anyMatch(Character::isISOControl)
                ? excluded(suite, name, "its name has control characters")
                : whole;
    }
}
