package dev.vigil.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class SkipsTests {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void skippedTestsArePrintedAsAList() {
        Skips skips = new Skips(true, out);
        TestAbortedException aborted = new TestAbortedException("no chromium");
        assertSame(aborted, skips.judged("PageTests.opens()", aborted));
        skips.close();
        assertEquals(
                "SKIPPED 1 (VIGIL_REQUIRE_ALL=1 makes that a failure):\n  PageTests.opens(): no chromium\n",
                printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void skipIsAFailureWhereAllIsRequired() {
        Throwable seen = new Skips(false, out).judged("PageTests.opens()", new TestAbortedException("no chromium"));
        assertInstanceOf(AssertionError.class, seen);
        assertTrue(String.valueOf(seen.getMessage()).endsWith("PageTests.opens() did not run: no chromium"));
    }

    @Test
    void failuresPassThrough() {
        AssertionError failure = new AssertionError("wrong");
        Skips skips = new Skips(true, out);
        assertSame(failure, skips.judged("PageTests.opens()", failure));
        skips.close();
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }
}
