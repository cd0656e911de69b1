package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Capsule.Parked;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attempts and ends, written by hand. */
final class Samples {
    static final String WELL = """
            1000000 10 10 load dlopen
            2000000 10 10 invoke left
            3000000 10 10 wait MXNDArrayWaitAll
            4000000 10 10 leave return
            """;
    static final String IN_INVOKE = """
            1000000 10 10 load dlopen
            2000000 10 10 invoke left
            """;

    private static final long MS = 1_000_000;

    private Samples() {}

    static Case call(String operator) {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Range(0, 1));
        return new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of(input, input))));
    }

    static Case attempt(String load) {
        return new Case(
                ProcessSettings.userDefaults("cpu"),
                call("left").steps(),
                new Probe("coldstart", new TreeMap<>(Map.of("load", load, "leave", "return", "seed", "7"))));
    }

    static WorkUnit unit(WorkUnit.Task task, int cases, @Nullable Candidate candidate) {
        return unit(task, cases, candidate, "cpu");
    }

    static WorkUnit unit(WorkUnit.Task task, int cases, @Nullable Candidate candidate, String device) {
        return new WorkUnit(
                "c/0/0",
                "c",
                ColdStartLane.NAME,
                task,
                0,
                42,
                List.of("left"),
                List.of(knowledge()),
                cases,
                ProcessSettings.plain(device),
                List.of(),
                UnitLimits.USUAL,
                candidate);
    }

    static Knowledge knowledge() {
        return new Examples(List.of(call("left"))).of("left", 1);
    }

    static ProgramEnd ended(ProcessEnd.Kind kind, int code, String report, long endedMs, @Nullable Capsule capsule) {
        ProcessEnd end = new ProcessEnd(kind, code, 0, List.of("libmxnet.so+0x12 work<int>(int)"), "", "detail", 0);
        return new ProgramEnd(end, 0, endedMs * MS, report, capsule);
    }

    static ProgramEnd well() {
        return ended(ProcessEnd.Kind.EXIT, 0, WELL, 50, null);
    }

    static ProgramEnd hung() {
        return ended(ProcessEnd.Kind.HANG, 137, IN_INVOKE, 6000, circle());
    }

    /** Two threads that wait for each other, and one that has nothing to do. */
    static Capsule circle() {
        return new Capsule(
                List.of(
                        new Parked(
                                10,
                                10,
                                "vigil-probe",
                                "S",
                                "the mutex at 0x1, held by thread 11",
                                11,
                                List.of(
                                        "libc.so.6+0x9 lock",
                                        "libmxnet.so+0x77 Outer<int>::take(int)",
                                        "main+0x1 main")),
                        new Parked(
                                10,
                                11,
                                "engine",
                                "S",
                                "the mutex at 0x2, held by thread 10",
                                10,
                                List.of("libc.so.6+0x9 lock", "libmxnet.so+0x99 Inner::take(int)")),
                        new Parked(
                                10,
                                12,
                                "idle",
                                "S",
                                "a change of the word at 0x3",
                                0,
                                List.of("libmxnet.so+0x5 wait"))),
                "stacks by eu-stack of 3 of 3 threads");
    }
}
