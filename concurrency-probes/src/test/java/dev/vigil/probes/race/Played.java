package dev.vigil.probes.race;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Capsule.Parked;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attempts of a probe, written by hand. */
final class Played {
    static final RaceProbe PROBE = new RaceProbe(
            "two-writers",
            "MXInvoke",
            "Do all writes arrive?",
            List.of(
                    new RaceProbe.Row(Grade.ACCEPTABLE, Grade.ACCEPTABLE, "all", "Every write arrives."),
                    new RaceProbe.Row(Grade.FORBIDDEN, Grade.INTERESTING, "lost", "A write is gone.")));

    static final String LIST = """
            race\tprobe\ttwo-writers\tMXInvoke\tDo all writes arrive?
            race\trow\tacceptable\tacceptable\t\tall\tEvery write arrives.
            race\trow\tforbidden\tinteresting\twrong-value\tlost\tA write is gone.
            """;

    static final String STARTED = "race\tstart\t10900\tthreaded\t4\t7\n";

    private Played() {}

    static String table(int all, int lost) {
        return STARTED
                + "race\tprobe\ttwo-writers\tMXInvoke\tDo all writes arrive?\n"
                + "race\toutcome\tacceptable\t\tall\t" + all + "\tEvery write arrives.\t\n"
                + "race\toutcome\tforbidden\twrong-value\tlost\t" + lost + "\tA write is gone.\tround 3\n"
                + "race\trounds\t40\n";
    }

    static ProgramEnd well() {
        return ended(ProcessEnd.Kind.EXIT, RaceJudge.WELL, table(40, 0) + "race\tend\n", null);
    }

    static ProgramEnd lost() {
        return ended(ProcessEnd.Kind.EXIT, RaceJudge.FORBIDDEN, table(38, 2) + "race\tend\n", null);
    }

    static ProgramEnd hung() {
        return ended(
                ProcessEnd.Kind.HANG,
                137,
                STARTED + "race\tstall\ttwo-writers\tthreads 1 stand at step 3\n" + table(3, 0),
                new Capsule(
                        List.of(
                                parked(1, "libc.so.6+0x1 nanosleep", "vigil-race+0x20 ?"),
                                parked(
                                        2,
                                        "libc.so.6+0x2 wait",
                                        "libmxnet.so+0x77 WaitForVar(int)",
                                        "vigil-race+0x10 ?"),
                                parked(3, "libc.so.6+0x2 wait", "libmxnet.so+0x99 Idle::Pop()")),
                        "stacks of 3 of 3 threads"));
    }

    static ProgramEnd died(boolean atExit) {
        return ended(ProcessEnd.Kind.SEGMENTATION_FAULT, 139, atExit ? table(40, 0) + "race\tend\n" : STARTED, null);
    }

    static ProgramEnd ended(ProcessEnd.Kind kind, int code, String report, @Nullable Capsule capsule) {
        return new ProgramEnd(
                new ProcessEnd(kind, code, 0, List.of("libmxnet.so+0x12 work<int>(int)"), "", "detail", 0),
                0,
                1,
                report,
                capsule);
    }

    private static Parked parked(long thread, String... frames) {
        return new Parked(1, thread, "t", "S", "", 0, List.of(frames));
    }
}
