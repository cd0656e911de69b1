package dev.vigil.probes.suites;

import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Waiting;
import java.util.Locale;
import java.util.Optional;

/** Says of one run of one test whether it passed. Pure. */
final class SuiteJudge {
    /** A test of somebody else's passes. */
    static final String SUITE = "suite";

    private static final String EXPECTED = "the test passes";

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    /** What scripts that do not apply exit with, by a custom that automake began. */
    private static final int SKIPPED = 77;
    /** Of pytest: interrupted by what it could not collect, an error of its own, of its usage, and nothing collected. */
    private static final int NOT_COLLECTED_MIN = 2;

    private static final int NOT_COLLECTED_MAX = 5;

    private static final int SIGSEGV = 11;

    private SuiteJudge() {}

    /** Why the test was not run at all; empty when it was. */
    static Optional<String> notRun(SuiteTest test, ProgramEnd program) {
        ProcessEnd end = program.end();
        if (end.kind() != ProcessEnd.Kind.EXIT) {
            return Optional.empty();
        }
        int code = end.exitCode();
        return switch (test.kind()) {
            case SCRIPT -> code == SKIPPED ? Optional.of("it skips itself: exit code " + SKIPPED) : Optional.empty();
            case PYTEST ->
                code >= NOT_COLLECTED_MIN && code <= NOT_COLLECTED_MAX
                        ? Optional.of("pytest could not run it, exit code " + code + ": "
                                + FailureText.line(FailureText.last(end.stderr())))
                        : reported(code, JUnitReport.parse(program.report()));
            case GTEST -> reported(code, JUnitReport.parse(program.report()));
        };
    }

    private static Optional<String> reported(int code, JUnitReport report) {
        if (code != PASSED || !report.whole() || !report.failures().isEmpty()) {
            return Optional.empty();
        }
        return report.tests() == 0
                ? Optional.of("its program ran no test of that name")
                : report.skips().stream().findFirst().map(FailureText::line);
    }

    static Judged judge(SuiteTest test, ProgramEnd program) {
        ProcessEnd end = program.end();
        Optional<String> notRun = notRun(test, program);
        if (notRun.isPresent()) {
            return Judged.unclear(SUITE, notRun.get());
        }
        return switch (end.kind()) {
            case EXIT -> exited(test, program);
            case HANG -> hung(test, program);
            case OUT_OF_MEMORY -> Judged.unclear(SUITE, "it used more memory than it may: " + end.detail());
            case KILLED, NOT_STARTED -> Judged.unclear(SUITE, "not ended by the test: " + end.detail());
            case SEGMENTATION_FAULT, BUS_ERROR, FLOATING_POINT_EXCEPTION, ILLEGAL_INSTRUCTION, ABORT, STACK_OVERFLOW ->
                died(test, program);
        };
    }

    private static Judged exited(SuiteTest test, ProgramEnd program) {
        int code = program.end().exitCode();
        if (test.kind() == SuiteSpec.Kind.SCRIPT) {
            return code == PASSED ? Judged.WELL : failed(test, program, "exit code " + code, said(program));
        }
        JUnitReport report = JUnitReport.parse(program.report());
        if (!report.failures().isEmpty()) {
            return failed(test, program, "", report.failures().get(0));
        }
        if (code == PASSED && report.whole()) {
            return Judged.WELL;
        }
        String when = report.whole() && code != FAILED ? "exit code " + code + " after it passed" : "exit code " + code;
        return failed(test, program, when + (report.whole() ? "" : " in the middle"), said(program));
    }

    private static String said(ProgramEnd program) {
        return FailureText.last(program.end().stderr());
    }

    private static Judged failed(SuiteTest test, ProgramEnd program, String how, String text) {
        String separator = how.isEmpty() || text.isEmpty() ? "" : ": ";
        return violated(
                test,
                FaultClass.OTHER,
                how + separator + FailureText.template(text),
                "failed: " + how + separator + FailureText.line(text),
                "",
                new Observation.Died(program.end(), "the test"));
    }

    private static Judged hung(SuiteTest test, ProgramEnd program) {
        Capsule capsule = program.capsule();
        String waits = capsule == null ? "" : Waiting.sentence(capsule);
        String said = said(program);
        return violated(
                test,
                FaultClass.HANG,
                "hang" + atExit(program),
                "hung" + atExit(program) + ": " + program.end().detail() + (waits.isEmpty() ? "" : "; " + waits)
                        + (said.isEmpty() ? "" : "; it wrote: " + FailureText.line(said)),
                capsule == null ? "" : Waiting.cluster(capsule),
                new Observation.Died(program.end(), "the test", capsule));
    }

    private static Judged died(SuiteTest test, ProgramEnd program) {
        ProcessEnd end = plainly(program.end());
        String words = end.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + atExit(program);
        String said = said(program);
        return violated(
                test,
                end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                words,
                words + ": " + end.detail() + (said.isEmpty() ? "" : "; it wrote: " + FailureText.line(said)),
                "",
                new Observation.Died(end, "the test"));
    }

    /** Programs of others have no handler of ours, which says nothing of their stacks. */
    private static ProcessEnd plainly(ProcessEnd end) {
        boolean untold = end.kind() == ProcessEnd.Kind.STACK_OVERFLOW && end.signal() == SIGSEGV;
        return untold
                ? new ProcessEnd(
                        ProcessEnd.Kind.SEGMENTATION_FAULT,
                        end.exitCode(),
                        end.signal(),
                        end.frames(),
                        end.stderr(),
                        "signal " + SIGSEGV,
                        end.residentBytes())
                : end;
    }

    /** A report is written when all tests are over. */
    private static String atExit(ProgramEnd program) {
        JUnitReport report = JUnitReport.parse(program.report());
        return report.whole() && report.tests() > 0 ? " at exit" : "";
    }

    private static Judged violated(
            SuiteTest test, FaultClass fault, String template, String observed, String where, Observation seen) {
        return new Judged(
                SUITE,
                new Verdict.Violated(fault, template, observed, EXPECTED),
                test.subject(),
                test.subject() + "|" + SUITE + "|" + template + "|" + where,
                seen);
    }
}
