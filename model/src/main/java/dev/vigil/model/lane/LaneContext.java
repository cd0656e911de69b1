package dev.vigil.model.lane;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;

/** What the lane host gives a lane: child processes with the library in them, and a way to say that it is alive. */
public interface LaneContext {
    Target target();

    /**
     * Starts a process that loads the target, and waits until it listens.
     *
     * @throws LaneFault when it does not come up; the message has the loader's own words
     */
    ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits) throws LaneFault, InterruptedException;

    /**
     * Starts a program in a process that nobody but its supervisor looks after, and returns at once.
     *
     * @throws LaneFault when the worker cannot be asked, or runs none
     */
    default RunningProgram startProgram(ProgramStart start) throws LaneFault {
        throw new LaneFault("nobody here runs programs");
    }

    /**
     * Another lane of this lane host, to be given units of its own.
     *
     * @throws LaneFault when there is none of that name
     */
    default Lane lane(String name) throws LaneFault {
        throw new LaneFault("no lane is called " + name);
    }

    /** Tells whoever watches; calls more often than a few times a second are dropped. */
    void progress(long cases, long crashes, String doing);

    /** A running program as its lane sees it; the process itself belongs to the worker, and ends with the unit at the latest. */
    interface RunningProgram {
        /** Waits until the process and all that it started are gone; never longer than its limits allow. */
        ProgramEnd awaitEnd() throws InterruptedException;

        /** Asks for its end and waits for it. Harmless when it is gone. */
        ProgramEnd stop() throws InterruptedException;
    }

    /** A running executor as its lane sees it; the process itself belongs to the worker. */
    interface ChildProcess {
        /** Path of the Unix-domain socket it listens on. */
        String socket();

        /** Path of its black box file, readable after its death. */
        String blackBox();

        /** Waits until the process is gone; never longer than the worker's own limits allow. */
        ProcessEnd awaitEnd() throws InterruptedException;

        /** Asks for its end and waits for it. Harmless when it is gone. */
        ProcessEnd stop() throws InterruptedException;
    }
}
