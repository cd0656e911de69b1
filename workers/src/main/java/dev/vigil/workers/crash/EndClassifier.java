package dev.vigil.workers.crash;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.ProcessEnd.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Tells the ends of executors apart. The exit code alone says little: a JVM ends every fatal signal by an abort, a real
 * abort leaves no error file, and a stack overflow leaves nothing but the signal. Stateless.
 */
public final class EndClassifier {
    private static final int SIGILL = 4;
    private static final int SIGTRAP = 5;
    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGFPE = 8;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final int SIGXFSZ = 25;
    private static final int SIGSYS = 31;

    private static final int STDERR_MAX = 4096;

    /** A kind, and the words that explain it. */
    private record Told(Kind kind, String why) {}

    public ProcessEnd classify(Remains remains) {
        Optional<HsErr> error = HsErr.parse(remains.hsErr());
        CrashTrace trace = CrashTrace.parse(remains.trace());
        Told told = tell(remains, error, trace);
        List<String> frames = frames(remains, told.kind(), error, trace);
        String detail = told.why() + (remains.note().isEmpty() ? "" : "; " + remains.note());
        return new ProcessEnd(
                remains.ready() ? told.kind() : Kind.NOT_STARTED,
                remains.exit().exitCode(),
                remains.exit().signal(),
                frames,
                tail(remains.stderr()),
                remains.ready() ? detail : "the executor did not come up: " + lastWords(remains, detail),
                Math.max(remains.residentBytes(), remains.exit().residentBytesMax()));
    }

    private static Told tell(Remains remains, Optional<HsErr> error, CrashTrace trace) {
        // A crash that is still being written down when we lose patience is a crash.
        if (error.isPresent()) {
            return ofErrorFile(error.get());
        }
        if (!remains.fault().isEmpty()) {
            return new Told(Kind.NOT_STARTED, firstLine(remains.fault()));
        }
        return switch (remains.cause()) {
            case HANG -> new Told(Kind.HANG, "no answer within the case's limit");
            case MEMORY -> new Told(Kind.OUT_OF_MEMORY, "resident memory over its limit");
            case STOPPED -> new Told(Kind.KILLED, "ended at its lane's request");
            case NEVER_READY -> new Told(Kind.NOT_STARTED, "it did not answer in time after its start");
            case NOT_US -> ofExit(remains, trace);
        };
    }

    private static Told ofErrorFile(HsErr error) {
        if (error.outOfMemory()) {
            return new Told(Kind.OUT_OF_MEMORY, "the JVM's error file says: " + error.title());
        }
        if (error.stackOverflow()) {
            return new Told(Kind.STACK_OVERFLOW, "the JVM's error file says: irrecoverable stack overflow");
        }
        return new Told(ofSignal(error.signal()), "the JVM's error file says: " + error.title());
    }

    private static Told ofExit(Remains remains, CrashTrace trace) {
        int signal = remains.exit().signal();
        if (signal == 0) {
            return new Told(
                    Kind.EXIT, "it exited by itself with code " + remains.exit().exitCode());
        }
        if (trace.stackOverflow() || remains.stderr().contains("irrecoverable stack overflow")) {
            return new Told(Kind.STACK_OVERFLOW, "signal " + signal + " with the stack used up");
        }
        return switch (signal) {
            case SIGSEGV ->
                trace.empty()
                        ? new Told(
                                Kind.STACK_OVERFLOW, "SIGSEGV that no handler could take, as when the stack is used up")
                        : new Told(Kind.SEGMENTATION_FAULT, "SIGSEGV, caught by our own handler");
            case SIGABRT -> new Told(Kind.ABORT, "abort() without an error file of the JVM" + abortReason(remains));
            case SIGFPE, SIGBUS, SIGILL, SIGTRAP, SIGSYS -> new Told(ofSignal(signal), "signal " + signal);
            case SIGKILL -> new Told(Kind.KILLED, "SIGKILL from outside, by somebody or by the system short of memory");
            case SIGXFSZ -> new Told(Kind.KILLED, "it wrote a file larger than we allow");
            default -> new Told(Kind.KILLED, "signal " + signal + " from outside");
        };
    }

    private static Kind ofSignal(int signal) {
        return switch (signal) {
            case SIGSEGV -> Kind.SEGMENTATION_FAULT;
            case SIGBUS -> Kind.BUS_ERROR;
            case SIGFPE -> Kind.FLOATING_POINT_EXCEPTION;
            case SIGILL, SIGTRAP, SIGSYS -> Kind.ILLEGAL_INSTRUCTION;
            default -> Kind.ABORT;
        };
    }

    private static String abortReason(Remains remains) {
        List<String> lines =
                remains.stderr().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : "; last words: " + lines.get(lines.size() - 1);
    }

    private static List<String> frames(Remains remains, Kind kind, Optional<HsErr> error, CrashTrace trace) {
        if (kind == Kind.HANG) {
            return NativeFrames.bounded(remains.hangFrames());
        }
        List<String> ofJvm = error.map(HsErr::frames).orElse(List.of());
        return ofJvm.isEmpty() ? trace.frames() : ofJvm;
    }

    private static String lastWords(Remains remains, String detail) {
        if (!remains.fault().isEmpty()) {
            return firstLine(remains.fault());
        }
        String said = remains.stderr().strip();
        return said.isEmpty()
                ? detail
                : detail + "; it wrote: " + said.lines().reduce((a, b) -> b).orElse("");
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }

    private static String tail(String stderr) {
        return stderr.length() > STDERR_MAX ? stderr.substring(stderr.length() - STDERR_MAX) : stderr;
    }
}
