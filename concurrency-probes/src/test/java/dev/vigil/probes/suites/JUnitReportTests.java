package dev.vigil.probes.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitReportTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @Test
    void whatWasCutOffTellsWhatItHas() {
        JUnitReport report = JUnitReport.parse("<testsuites><testcase name='a'><failure message='bad'>te");
        assertEquals(List.of("bad"), report.failures());
        assertEquals(1, report.tests());
        assertFalse(report.whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no xml", "<", "\0", "<a/><b/>"})
    void whatIsNoReportTellsNothing(String text) {
        JUnitReport report = JUnitReport.parse(text);
        assertEquals(0, report.tests());
        assertFalse(report.whole() && report.tests() > 0);
    }

    @Test
    void noOtherFileIsRead() throws Exception {
        Path secret = Files.writeString(work.resolve("secret"), "secret words");
        JUnitReport report = JUnitReport.parse("<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret.toUri()
                + "'>]><testsuites><testcase><failure message='&e;'>&e;</failure></testcase></testsuites>");
        assertFalse(report.toString().contains("secret words"), report.toString());
    }

    @Test
    void entitiesDoNotGrow() {
        JUnitReport report = JUnitReport.parse("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
                + "<testsuites><testcase><skipped message='&b;'/></testcase></testsuites>");
        assertTrue(report.skips().stream().noneMatch(s -> s.contains("aaaa")), report.toString());
    }

    @Test
    void expectedFailureIsLeftOut() {
        JUnitReport report = JUnitReport.parse(
                "<testsuite><testcase><skipped type='pytest.xfail' message='known'/></testcase></testsuite>");
        assertEquals(List.of("it is expected to fail: known"), report.skips());
        assertTrue(report.whole());
    }
}
