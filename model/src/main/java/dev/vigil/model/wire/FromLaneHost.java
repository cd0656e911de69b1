package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;

/** What a lane host tells its worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FromLaneHost.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = FromLaneHost.StartExecutor.class, name = "start"),
    @JsonSubTypes.Type(value = FromLaneHost.StopExecutor.class, name = "stop"),
    @JsonSubTypes.Type(value = FromLaneHost.StartProgram.class, name = "start-program"),
    @JsonSubTypes.Type(value = FromLaneHost.StopProgram.class, name = "stop-program"),
    @JsonSubTypes.Type(value = FromLaneHost.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = FromLaneHost.Done.class, name = "done"),
    @JsonSubTypes.Type(value = FromLaneHost.Failed.class, name = "failed"),
})
public sealed interface FromLaneHost {
    /** First message; says that the lane host is up. */
    record Hello(long pid) implements FromLaneHost {}

    /** Start an executor for the unit's target. The number is the lane host's and never used twice. */
    record StartExecutor(int executor, ProcessSettings settings, UnitLimits limits) implements FromLaneHost {}

    /** End that executor; answered by ExecutorEnded. */
    record StopExecutor(int executor) implements FromLaneHost {}

    /** Run a program once; answered by ProgramEnded. The number is the lane host's and never used twice. */
    record StartProgram(int program, ProgramStart start) implements FromLaneHost {}

    /** End that program; answered by ProgramEnded all the same. */
    record StopProgram(int program) implements FromLaneHost {}

    /** The unit is alive; counts since the unit began. At most a few per second. */
    record Progress(String unit, long cases, long crashes, String doing) implements FromLaneHost {}

    /** The unit is finished. */
    record Done(UnitResult result) implements FromLaneHost {}

    /** The unit cannot be finished for a fault of ours; the lane host is still fit to run others. */
    record Failed(String unit, String fault, Blamed blamed) implements FromLaneHost {}
}
