package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;

/** What a worker tells a lane host, over the local channel of its slot. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToLaneHost.RunUnit.class, name = "run"),
    @JsonSubTypes.Type(value = ToLaneHost.ExecutorReady.class, name = "ready"),
    @JsonSubTypes.Type(value = ToLaneHost.ExecutorEnded.class, name = "ended"),
    @JsonSubTypes.Type(value = ToLaneHost.ProgramEnded.class, name = "program-ended"),
    @JsonSubTypes.Type(value = ToLaneHost.Shutdown.class, name = "shutdown"),
})
public sealed interface ToLaneHost {
    /** Run this unit; answered by exactly one Done or Failed. One at a time. */
    record RunUnit(WorkUnit unit, Target target) implements ToLaneHost {}

    /**
     * The executor asked for has loaded the library and listens.
     *
     * @param executor the number that the lane host chose in {@link FromLaneHost.StartExecutor}
     * @param socket path of its Unix-domain socket
     * @param blackBox path of its black box file
     */
    record ExecutorReady(int executor, String socket, String blackBox) implements ToLaneHost {}

    /** The executor is gone, or never came up; sent once for each one asked for, after a stop as well. */
    record ExecutorEnded(int executor, ProcessEnd end) implements ToLaneHost {}

    /** The program is gone, or never came up; sent once for each one asked for, after a stop as well. */
    record ProgramEnded(int program, ProgramEnd end) implements ToLaneHost {}

    /** Leave within a second. */
    record Shutdown() implements ToLaneHost {}
}
