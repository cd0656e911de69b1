package dev.vigil.probes.suites;

import dev.vigil.model.campaign.SuiteSpec;

/**
 * One test, as subjects of the lane name it.
 *
 * @param subject whole
 * @param path of its suite; of a script the script's own
 * @param name within the suite; empty for a script
 */
record SuiteTest(String subject, SuiteSpec.Kind kind, String path, String name) {
    /** @throws IllegalArgumentException when no suite has such tests */
    static SuiteTest of(String subject) {
        int colon = subject.indexOf(':');
        SuiteSpec.Kind kind = SuiteSpec.kind(colon < 0 ? subject : subject.substring(0, colon));
        String rest = subject.substring(colon + 1);
        int end = rest.indexOf(SuiteSpec.OF);
        return kind == SuiteSpec.Kind.SCRIPT || end < 0
                ? new SuiteTest(subject, kind, rest, "")
                : new SuiteTest(subject, kind, rest.substring(0, end), rest.substring(end + SuiteSpec.OF.length()));
    }

    boolean python() {
        return kind == SuiteSpec.Kind.PYTEST || path.endsWith(".py");
    }
}
