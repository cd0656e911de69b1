package dev.vigil.probes.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.ProcessEnd.Kind;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteJudgeTests {
    private static final SuiteTest PYTEST = SuiteTest.of("pytest:/s::test_a.py::test_b[1]");
    private static final SuiteTest GTEST = SuiteTest.of("gtest:/s/tests::A.b");
    private static final SuiteTest SCRIPT = SuiteTest.of("script:/s/one.py");

    private static final String PASSED = report("<testcase name='test_b'/>");
    private static final String FAILED = report(
            "<testcase name='test_b'><failure message='AssertionError: 17 is not 0x7f00 of /tmp/a9/x.npy&#10;more'>E</failure>"
                    + "</testcase>");
    private static final String SKIPPED =
            report("<testcase name='test_b'><skipped type='pytest.skip' message='no GPU'/></testcase>");

    private static String report(String cases) {
        return "<?xml version='1.0'?><testsuites><testsuite>" + cases + "</testsuite></testsuites>";
    }

    private static ProgramEnd ended(Kind kind, int code, int signal, String stderr, String report) {
        ProcessEnd end = new ProcessEnd(kind, code, signal, List.of(), stderr, "how it was seen", 0);
        return new ProgramEnd(end, 0, 1, report, null);
    }

    private static Verdict.Violated violated(SuiteTest test, ProgramEnd end) {
        Judged judged = SuiteJudge.judge(test, end);
        assertEquals(test.subject(), judged.operator());
        return assertInstanceOf(Verdict.Violated.class, judged.verdict());
    }

    private static String unclear(SuiteTest test, ProgramEnd end) {
        return assertInstanceOf(
                        Verdict.Inconclusive.class, SuiteJudge.judge(test, end).verdict())
                .reason();
    }

    @Test
    void whatPassesHolds() {
        assertEquals(Judged.WELL, SuiteJudge.judge(PYTEST, ended(Kind.EXIT, 0, 0, "", PASSED)));
        assertEquals(Judged.WELL, SuiteJudge.judge(GTEST, ended(Kind.EXIT, 0, 0, "", PASSED)));
        assertEquals(Judged.WELL, SuiteJudge.judge(SCRIPT, ended(Kind.EXIT, 0, 0, "noise", "")));
    }

    @Test
    void failureIsToldByItsFirstLineWithoutWhatChanges() {
        Judged judged = SuiteJudge.judge(PYTEST, ended(Kind.EXIT, 1, 0, "", FAILED));
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, judged.verdict());
        assertEquals(FaultClass.OTHER, violated.fault());
        assertEquals("AssertionError: # is not # of PATH", violated.template());
        assertTrue(violated.observed().contains("17 is not 0x7f00 of /tmp/a9/x.npy / more"), violated.observed());
        assertEquals("pytest:/s::test_a.py::test_b[1]|suite|AssertionError: # is not # of PATH|", judged.signature());
    }

    @Test
    void failureOfGtestIsToldWithoutItsPlace() {
        String failed =
                report("<testcase name='b' status='run'><failure message='/src/a.cc:12&#x0A;Expected equality of these"
                        + " values:&#x0A;  width(x)&#x0A;    Which is: 3&#x0A;  4' type=''/></testcase>");
        Verdict.Violated violated = violated(GTEST, ended(Kind.EXIT, 1, 0, "", failed));
        assertEquals("Expected equality of these values: width(x)", violated.template());
    }

    @Test
    void scriptIsToldByItsCodeAndLastWords() {
        String said =
                "Traceback (most recent call last):\n  File \"/s/one.py\", line 3\nValueError: 3 of /s/one.py\n\n";
        assertEquals(
                "exit code 1: ValueError: # of PATH",
                violated(SCRIPT, ended(Kind.EXIT, 1, 0, said, "")).template());
        assertEquals(
                "exit code 9", violated(SCRIPT, ended(Kind.EXIT, 9, 0, "", "")).template());
    }

    @Test
    void whatIsNotRunIsNoFault() {
        assertEquals("it skips itself: no GPU", unclear(PYTEST, ended(Kind.EXIT, 0, 0, "", SKIPPED)));
        assertEquals("it skips itself: exit code 77", unclear(SCRIPT, ended(Kind.EXIT, 77, 0, "", "")));
        assertEquals("its program ran no test of that name", unclear(GTEST, ended(Kind.EXIT, 0, 0, "", report(""))));
        assertEquals(
                "pytest could not run it, exit code 4: ERROR: not found: x",
                unclear(PYTEST, ended(Kind.EXIT, 4, 0, "ERROR: not found: x\n", "")));
        assertEquals(
                "it is disabled",
                unclear(GTEST, ended(Kind.EXIT, 0, 0, "", report("<testcase name='b' status='notrun'/>"))));
    }

    @Test
    void whatOthersEndIsNoFault() {
        assertTrue(unclear(PYTEST, ended(Kind.KILLED, 137, 9, "", "")).startsWith("not ended by the test"));
        assertTrue(unclear(PYTEST, ended(Kind.OUT_OF_MEMORY, 137, 9, "", "")).startsWith("it used more memory"));
    }

    @Test
    void endsHaveTheClassesOfOtherLanes() {
        assertEquals(
                FaultClass.ABORT,
                violated(GTEST, ended(Kind.ABORT, 134, 6, "terminate", "")).fault());
        assertEquals(
                FaultClass.HANG,
                violated(GTEST, ended(Kind.HANG, 137, 9, "", "")).fault());
        ProgramEnd end = ended(Kind.STACK_OVERFLOW, 139, 11, "", "");
        Verdict.Violated crash = violated(PYTEST, end);
        assertEquals(FaultClass.CRASH, crash.fault());
        assertEquals("segmentation fault", crash.template(), "a program of others has no handler of ours");
        Observation.Died died = assertInstanceOf(
                Observation.Died.class, SuiteJudge.judge(PYTEST, end).observation());
        assertEquals(Kind.SEGMENTATION_FAULT, died.end().kind());
    }

    @Test
    void endBehindTheReportIsAtExit() {
        assertEquals(
                "abort at exit",
                violated(PYTEST, ended(Kind.ABORT, 134, 6, "", PASSED)).template());
        assertEquals(
                "hang at exit",
                violated(PYTEST, ended(Kind.HANG, 137, 9, "", PASSED)).template());
    }

    @Test
    void exitInTheMiddleIsNoPass() {
        assertEquals(
                "exit code 0 in the middle",
                violated(GTEST, ended(Kind.EXIT, 0, 0, "", "<testsuites><testsuite><testcase name='b'>"))
                        .template());
        assertEquals(
                "exit code 3 after it passed",
                violated(GTEST, ended(Kind.EXIT, 3, 0, "", PASSED)).template());
    }
}
