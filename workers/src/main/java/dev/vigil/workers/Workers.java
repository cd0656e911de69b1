package dev.vigil.workers;

import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.ProgramSupervisor;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.process.Watchdog;
import dev.vigil.workers.slot.FetchingRunner;
import dev.vigil.workers.slot.LaneHosts;
import dev.vigil.workers.slot.Slot;
import dev.vigil.workers.target.TargetSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.Behavior;

/**
 * A worker of this host with all that its slots share. Open one, spawn its {@link #behavior} once, and close it after
 * the actor has stopped.
 */
public final class Workers implements AutoCloseable {
    private final ScratchRoot scratch;
    private final Watchdog watchdog;
    private final ExecutorService background;
    private final List<Slot> slots;
    private final ThisMachine machine;

    private Workers(
            ScratchRoot scratch, Watchdog watchdog, ExecutorService background, List<Slot> slots, ThisMachine machine) {
        this.machine = machine;
        this.scratch = scratch;
        this.watchdog = watchdog;
        this.background = background;
        this.slots = slots;
    }

    /**
     * @param environment our own, of which children get a part
     * @throws IllegalArgumentException when the launcher is not there
     * @throws IOException when the scratch folder cannot be used, in one line
     */
    public static Workers open(WorkerSettings settings, Map<String, String> environment) throws IOException {
        Launcher launcher = new Launcher(settings.launcher());
        ScratchRoot scratch = ScratchRoot.open(settings.scratchParent());
        Watchdog watchdog = new Watchdog();
        // Bounded by what the slots run: each process has at most two tasks here at a time.
        ExecutorService background = Executors.newCachedThreadPool(task -> {
            Thread daemon = new Thread(task, "vigil-worker-background");
            daemon.setDaemon(true);
            return daemon;
        });
        ExecutorSupervisor supervisor =
                new ExecutorSupervisor(settings.executor(), launcher, scratch, watchdog, background, environment);
        ProgramSupervisor programs = new ProgramSupervisor(launcher, scratch, watchdog, background, environment);
        LaneHosts hosts = new LaneHosts(settings.laneHost(), launcher, scratch, environment);
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < settings.slots(); i++) {
            slots.add(new Slot(hosts, supervisor, programs));
        }
        return new Workers(scratch, watchdog, background, List.copyOf(slots), new ThisMachine(environment));
    }

    /** What this machine can do with the slots that were opened. */
    public Capabilities capabilities(String name, List<String> labels) throws InterruptedException {
        return machine.capabilities(name, labels, slots.size());
    }

    /**
     * The actor. Stops by itself when it leaves.
     *
     * @param targets makes what leases announce targets of this machine
     */
    public Behavior<Worker.Command> behavior(
            Capabilities capabilities, Reception reception, Permits permits, TargetSource targets) {
        List<FetchingRunner> runners =
                slots.stream().map(slot -> new FetchingRunner(targets, slot)).toList();
        return Worker.create(runners, capabilities, reception, permits);
    }

    /** The slots alone, for running units without any actor, on targets of this machine. */
    public List<Slot> slots() {
        return slots;
    }

    @Override
    public void close() {
        slots.forEach(Slot::close);
        watchdog.close();
        background.shutdown();
        scratch.close();
    }
}
