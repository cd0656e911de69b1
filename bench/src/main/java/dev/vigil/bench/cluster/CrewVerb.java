package dev.vigil.bench.cluster;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.node.NodeAddress;
import dev.vigil.cli.node.NodeSystem;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.Permits;
import dev.vigil.workers.Reception;
import dev.vigil.workers.ThisMachine;
import dev.vigil.workers.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A process of workers, as {@link Crew} starts it: the product's own worker actors in the product's own actor system,
 * whose slots do nothing. Ends when its input does.
 */
@Command(name = CrewVerb.NAME, hidden = true, description = "A process of workers; started by other benchmarks.")
public final class CrewVerb implements Callable<Integer> {
    static final String NAME = "crew";
    static final String BEGAN = "began ";

    private final Surroundings surroundings;

    @Option(names = "--self", required = true)
    private String self = "";

    @Option(names = "--join", required = true)
    private String join = "";

    @Option(names = "--certificates", required = true)
    private Path certificates = Path.of("");

    @Option(names = "--workers")
    private int workers = 1;

    @Option(names = "--slots")
    private int slots = 1;

    @Option(names = "--unit-ms")
    private long unitMs;

    @Option(names = "--bare", description = "nothing but Pekko: answers each lease at once")
    private boolean bare;

    @Option(names = "--tell", description = "prints each unit as it begins")
    private boolean tell;

    public CrewVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, IOException, InterruptedException {
        NodeAddress here =
                NodeAddress.read(self).orElseThrow(() -> new BadInput("--self must be HOST:PORT, not " + self));
        Capabilities machine = new ThisMachine(Map.of()).capabilities(self, List.of(), slots);
        ActorSystem<Void> system = NodeSystem.outside(guardian(machine), here, certificates);
        try {
            // The parent's end closes it, however that one dies.
            while (System.in.read() >= 0) {}
        } finally {
            system.terminate();
        }
        return 0;
    }

    private Behavior<Void> guardian(Capabilities machine) {
        return Behaviors.setup(context -> {
            for (int i = 0; i < workers; i++) {
                if (bare) {
                    context.spawn(Bare.worker(join), "worker-" + i);
                } else {
                    context.spawn(worker(machine, i), "worker-" + i);
                }
            }
            return Behaviors.empty();
        });
    }

    private Behavior<Worker.Command> worker(Capabilities machine, int number) {
        Capabilities own = new Capabilities(
                machine.name() + "/" + number,
                machine.os(),
                machine.arch(),
                machine.cpuModel(),
                machine.cpuFlags(),
                machine.cores(),
                machine.memoryBytes(),
                machine.gpus(),
                machine.tools(),
                machine.labels(),
                slots);
        List<NoOpRunner> runners = new ArrayList<>();
        IntStream.range(0, slots).forEach(slot -> runners.add(new NoOpRunner(unitMs, this::began)));
        return Worker.create(runners, own, new Reception.Doors(List.of(join)), Permits.ALL);
    }

    private void began(String unit) {
        if (tell) {
            surroundings.out().println(BEGAN + unit);
        }
    }
}
