package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Children;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.certs.NodeIdentity;
import dev.vigil.cli.run.Interruption;
import dev.vigil.cli.run.RunLog;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.Permits;
import dev.vigil.workers.Reception;
import dev.vigil.workers.Worker;
import dev.vigil.workers.Workers;
import dev.vigil.workers.target.DepotPlaces;
import dev.vigil.workers.target.DepotTargets;
import dev.vigil.workers.trust.WarrantCheck;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vigil worker}. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = "Works for the coordinators of a cluster, whichever of them leads, until it is stopped.",
        footer = {
            "",
            "Ctrl-C or SIGTERM: takes no more units, finishes those that run, and ends.",
            "  vigil worker --join 10.0.0.1:7355 --certificates node7",
        })
public final class WorkerVerb implements Callable<Integer> {
    /** Name of the actor that workers knock at. */
    static final String DOOR = "door";

    /** Name of the actor that targets come from. */
    static final String DEPOT = "depot";

    private static final Duration FAREWELL = Duration.ofSeconds(12);

    private final Surroundings surroundings;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "a coordinator; all of them when several may lead (port " + NodeAddress.USUAL_PORT
                    + " when not given)")
    private List<String> join = List.of();

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "where coordinators reach this machine; the address towards the first of them when not given")
    @Nullable
    private String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "0", description = "any that is free when not given")
    private int port;

    @Option(
            names = "--certificates",
            paramLabel = "DIR",
            description = "node.key, node.crt and ca.crt, as vigil certs issue writes them")
    @Nullable
    private Path certificates;

    @Option(names = "--slots", paramLabel = "N", description = "units side by side; one per core when not given")
    @Nullable
    private Integer slots;

    @Option(names = "--label", paramLabel = "L", split = ",", description = "for campaigns that want workers with it")
    private List<String> labels = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "for people; host and port when not given")
    @Nullable
    private String name;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long running units may take after a signal (${DEFAULT-VALUE})")
    private int drainSeconds;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            defaultValue = "vigil-worker.log",
            description = "what happens in detail goes there (${DEFAULT-VALUE})")
    private Path log = Path.of("vigil-worker.log");

    public WorkerVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, InterruptedException {
        List<NodeAddress> coordinators = coordinators();
        int side = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
        if (side < 1 || side > 1024) {
            throw new BadInput("--slots must be from 1 to 1024, not " + side);
        }
        if (drainSeconds < 0 || drainSeconds > 86_400) {
            throw new BadInput("--drain must be from 0 to 86400 seconds, not " + drainSeconds);
        }
        for (String label : labels) {
            if (!label.matches("[A-Za-z0-9_.-]{1,60}")) {
                throw new BadInput("--label " + label + " may have letters, digits, _ . and - alone, at most 60");
            }
        }
        NodeAddress self = self(coordinators.get(0));
        RunLog lines = openLog();
        try {
            return work(self, coordinators, side).code();
        } finally {
            lines.close();
        }
    }

    private RunLog openLog() throws BadInput {
        Path folder = log.toAbsolutePath().getParent();
        if (Files.isDirectory(log) || folder == null || !Files.isWritable(folder)) {
            throw new BadInput("--log " + log + " cannot be written");
        }
        return RunLog.open(log);
    }

    private List<NodeAddress> coordinators() throws BadInput {
        List<NodeAddress> all = new ArrayList<>();
        for (String each : join) {
            all.add(NodeAddress.read(each)
                    .filter(node -> node.port() > 0)
                    .orElseThrow(() -> new BadInput("--join " + each + " must be like HOST:PORT")));
        }
        return all;
    }

    private NodeAddress self(NodeAddress coordinator) throws BadInput {
        String own = host == null ? towards(coordinator) : host;
        if (port < 0 || port > 65_535) {
            throw new BadInput("--port must be from 0 to 65535, not " + port);
        }
        return NodeAddress.read(own + ":" + port)
                .orElseThrow(() -> new BadInput("--host " + own + " is no name or address"));
    }

    /** The local address that packets to that node leave from; nothing is sent. */
    private static String towards(NodeAddress coordinator) throws BadInput {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(coordinator.host(), coordinator.port()));
            String address = socket.getLocalAddress().getHostAddress();
            return address.contains(":") ? "[" + address + "]" : address;
        } catch (IOException | RuntimeException e) {
            throw new BadInput(
                    "--join " + coordinator + " cannot be reached from here: no such host, or no way to it", e);
        }
    }

    private Exit work(NodeAddress self, List<NodeAddress> coordinators, int side)
            throws BadInput, InterruptedException {
        NodeAddress here = self.port() == 0 ? new NodeAddress(self.host(), freePort()) : self;
        try (Workers workers = new Children(surroundings).open(side)) {
            Capabilities capabilities = workers.capabilities(name == null ? here.toString() : name, labels);
            Reception doors = new Reception.Doors(actors(coordinators, DOOR));
            Permits permits = permits();
            Path cache = surroundings.cache();
            ActorSystem<Worker.Command> system = NodeSystem.start(
                    Behaviors.setup(context -> workers.behavior(
                            capabilities,
                            doors,
                            permits,
                            new DepotTargets(
                                    context.getSystem(),
                                    DepotPlaces.at(context.getSystem(), actors(coordinators, DEPOT)),
                                    cache,
                                    DepotTargets.BUDGET_BYTES))),
                    NodeSettings.worker(here, certificates));
            surroundings.out().println("worker " + capabilities.name() + "  " + side + " slots  for " + coordinators);
            AtomicBoolean asked = new AtomicBoolean();
            Interruption interruption = new Interruption(
                    () -> {
                        asked.set(true);
                        system.tell(new Worker.Drain(Duration.ofSeconds(drainSeconds)));
                    },
                    Duration.ofSeconds(drainSeconds).plus(FAREWELL),
                    surroundings.err());
            try {
                system.getWhenTerminated().toCompletableFuture().get();
                if (!asked.get()) {
                    surroundings.err().println("vigil: a fault of our own: the worker ended by itself; see " + log);
                    return Exit.OUR_FAULT;
                }
                surroundings.out().println("worker " + capabilities.name() + " has left");
                return Exit.DONE;
            } catch (ExecutionException e) {
                throw new IllegalStateException("the worker's actor system failed", e.getCause());
            } finally {
                close(system);
                interruption.close();
            }
        }
    }

    private static List<String> actors(List<NodeAddress> nodes, String name) {
        return nodes.stream().map(node -> node.system() + "/user/" + name).toList();
    }

    private Permits permits() throws BadInput {
        if (certificates == null) {
            return Permits.ALL;
        }
        InstantSource clock = InstantSource.system();
        return Permits.warranted(
                new WarrantCheck(NodeIdentity.load(certificates, clock).authority(), clock));
    }

    private static void close(ActorSystem<?> system) throws InterruptedException {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons, and its children end with this process.
            return;
        }
    }

    /** The address is part of what others know a node by, so it is chosen before the node starts. */
    private static int freePort() throws BadInput {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BadInput("no free port: " + e.getMessage(), e);
        }
    }
}
