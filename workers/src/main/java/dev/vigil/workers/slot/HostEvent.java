package dev.vigil.workers.slot;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.wire.FromLaneHost;

/** What a slot's thread waits for while a unit runs. */
sealed interface HostEvent {
    record Said(FromLaneHost message) implements HostEvent {}

    record Gone(String why) implements HostEvent {}

    record Ready(int executor) implements HostEvent {}

    record Ended(int executor, ProcessEnd end) implements HostEvent {}

    record ProgramEnded(int program, ProgramEnd end) implements HostEvent {}

    /** Meant for that attempt only: it may come when the next one runs. */
    record Cancelled(Object attempt) implements HostEvent {}
}
