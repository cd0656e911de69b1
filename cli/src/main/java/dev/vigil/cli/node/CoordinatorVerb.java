package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.Targets;
import dev.vigil.cli.certs.NodeIdentity;
import dev.vigil.cli.certs.WarrantSigner;
import dev.vigil.cli.config.ConfigFault;
import dev.vigil.cli.live.LiveOptions;
import dev.vigil.cli.preset.Preset;
import dev.vigil.cli.preset.Presets;
import dev.vigil.cli.run.Conclusion;
import dev.vigil.cli.run.Interruption;
import dev.vigil.cli.run.OutFolder;
import dev.vigil.cli.run.ProgressView;
import dev.vigil.cli.run.RunLog;
import dev.vigil.cli.run.RunOptions;
import dev.vigil.coordinator.Depot;
import dev.vigil.coordinator.FileHashes;
import dev.vigil.coordinator.live.LiveBoard;
import dev.vigil.coordinator.live.LivePage;
import dev.vigil.coordinator.live.LiveSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.store.Store;
import dev.vigil.store.StoreFault;
import dev.vigil.workers.target.TargetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterCommand;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.Leave;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigil coordinator}. */
@Command(
        name = "coordinator",
        mixinStandardHelpOptions = true,
        description = "Leads the workers of a cluster through a campaign, or stands by until it has to.",
        footer = {
            "",
            "Ends with 0 when the campaign is over, whatever it found. Ctrl-C hands over to another coordinator.",
            "  vigil coordinator --config vigil.conf",
            "  vigil worker --join HOST:PORT             on each machine that is to work",
        })
public final class CoordinatorVerb implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorVerb.class);

    /** From a signal to the end of the process: the lead goes over to another node first. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration BEFORE_REJOINING = Duration.ofSeconds(1);
    private static final Duration STORE_THERE_IN = Duration.ofSeconds(60);
    private static final Duration PORT_BACK_IN = Duration.ofSeconds(40);

    private final Surroundings surroundings;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "settings of this node (docs/cluster.md)")
    private Path config = Path.of("vigil.conf");

    @Option(names = "--seed", paramLabel = "N", description = "root seed of the campaign that this begins")
    @Nullable
    private Long seed;

    @Mixin
    private LiveOptions live = new LiveOptions();

    private final LiveBoard board = new LiveBoard();
    private final FileHashes hashes = new FileHashes();

    private boolean sat;
    private volatile boolean stopped;
    private volatile @Nullable Candidacy candidacy;

    public CoordinatorVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, ConfigFault, TargetException, InterruptedException, IOException {
        CoordinatorConfig node = CoordinatorConfig.read(config);
        Optional<LiveSettings> page = live.settings();
        Preset preset = new Presets().read(node.campaign());
        CampaignSettings first = settings(preset, node);
        Target target = new Targets(surroundings).resolver().resolve(first.target());
        try (OutFolder out = OutFolder.open(node.out())) {
            RunLog log = RunLog.open(out.log());
            Interruption interruption = new Interruption(this::stop, PATIENCE, surroundings.err());
            try {
                Order order = new Order(
                        () -> {
                            try {
                                return settings(preset, node);
                            } catch (BadInput e) {
                                throw new IllegalStateException("these settings were good before", e);
                            }
                        },
                        target,
                        node.repeat(),
                        latest(node),
                        node.storeBytesMax());
                return attend(node, order, out.path(), page).code();
            } finally {
                interruption.close();
                log.close();
            }
        }
    }

    private CampaignSettings settings(Preset preset, CoordinatorConfig node) throws BadInput {
        return Wanting.thisPlatform(
                new RunOptions().withSeed(seed).settings(preset, RunOptions::freshSeed, node.slots()));
    }

    /** A node may be started while its store is not there, as after a power cut; that one may also be named wrongly. */
    private Optional<Campaign> latest(CoordinatorConfig node) throws BadInput, InterruptedException {
        long deadline = System.nanoTime() + STORE_THERE_IN.toNanos();
        boolean told = false;
        while (true) {
            try (Store store = node.open(InstantSource.system())) {
                return store.campaigns().latest();
            } catch (StoreFault fault) {
                if (!fault.passing() || System.nanoTime() > deadline) {
                    throw fault;
                }
                if (stopped) {
                    throw new InterruptedException("stopped before its store was there");
                }
                if (!told) {
                    surroundings.out().println("the store cannot be reached for now: " + fault.getMessage());
                    told = true;
                }
                Thread.sleep(BEFORE_REJOINING.toMillis());
            }
        }
    }

    /** Takes part until the order is done or a signal came; a node that lost its place takes a new one. */
    private Exit attend(CoordinatorConfig node, Order order, Path out, Optional<LiveSettings> page)
            throws BadInput, InterruptedException {
        surroundings.out().println("coordinator " + node.self() + "  of " + node.members());
        while (true) {
            Outcome outcome = sit(node, order, out, page);
            if (outcome instanceof Outcome.Done done) {
                return stopped ? Exit.INTERRUPTED : done.exit();
            }
            if (outcome instanceof Outcome.Rejoin rejoin) {
                surroundings.out().println(node.self() + " joins anew: " + rejoin.why());
                Thread.sleep(BEFORE_REJOINING.toMillis());
            }
        }
    }

    private void stop() {
        stopped = true;
        Candidacy there = candidacy;
        if (there != null) {
            there.done();
        }
    }

    private Outcome sit(CoordinatorConfig node, Order order, Path out, Optional<LiveSettings> page)
            throws BadInput, InterruptedException {
        Candidacy mine = new Candidacy(
                node.self().toString(),
                node.members().size() == 1,
                order,
                node::open,
                () -> ProgressView.of(surroundings),
                board,
                new Conclusion(surroundings, out, "the next coordinator goes on with it"),
                signer(node),
                surroundings.out());
        candidacy = mine;
        if (stopped) {
            mine.done();
        }
        NodeSettings settings = new NodeSettings(
                node.self(), node.bind(), node.certificates(), node.members(), node.health(), node.database());
        ActorSystem<Void> system = patiently(() -> NodeSystem.start(node(mine, hashes), settings));
        Cluster cluster = Cluster.get(system);
        ActorRef<ClusterCommand> membership = cluster.manager();
        system.getWhenTerminated()
                .thenRun(() -> mine.outcome().complete(new Outcome.Rejoin("the other nodes have taken it for lost")));
        @Nullable LivePage shown = null;
        @Nullable Health health = null;
        try {
            NodeAddress at = node.health();
            if (at != null) {
                health = patiently(() -> Health.open(system, at));
            }
            sat = true;
            if (page.isPresent()) {
                shown = LivePage.open(system, page.get(), board);
                surroundings.out().println("live page " + shown.url());
            }
            return mine.outcome().get();
        } catch (IOException e) {
            throw new BadInput("--live: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw cause(e);
        } finally {
            if (shown != null) {
                shown.close();
            }
            if (health != null) {
                health.close();
            }
            membership.tell(Leave.create(cluster.selfMember().address()));
            end(system);
        }
    }

    /** Listens somewhere. */
    private interface Listening<T> {
        T begin() throws BadInput, InterruptedException;
    }

    /** An earlier actor system of this process may take a while to give its ports back. */
    private <T> T patiently(Listening<T> listening) throws BadInput, InterruptedException {
        long deadline = System.nanoTime() + PORT_BACK_IN.toNanos();
        while (true) {
            try {
                return listening.begin();
            } catch (BadInput e) {
                if (!sat || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.info("tried again in a second: {}", e.getMessage());
                Thread.sleep(BEFORE_REJOINING.toMillis());
            }
        }
    }

    private static @Nullable WarrantSigner signer(CoordinatorConfig node) throws BadInput {
        return node.certificates() == null
                ? null
                : new WarrantSigner(NodeIdentity.load(node.certificates(), InstantSource.system()));
    }

    private static BadInput cause(ExecutionException e) {
        if (e.getCause() instanceof BadInput fault) {
            return fault;
        }
        if (e.getCause() instanceof StoreFault fault) {
            throw fault;
        }
        throw new IllegalStateException("the leader failed", e.getCause());
    }

    /** The lead goes over first, when this node has it and another one is there. */
    private static void end(ActorSystem<Void> system) throws InterruptedException {
        if (!ended(system)) {
            system.terminate();
            if (!ended(system)) {
                // Its threads are daemons: the JVM ends without them.
                LOG.info("the actor system takes too long to end");
            }
        }
    }

    private static boolean ended(ActorSystem<Void> system) throws InterruptedException {
        try {
            system.getWhenTerminated().toCompletableFuture().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static Behavior<Void> node(Candidacy candidacy, FileHashes hashes) {
        return Behaviors.setup(context -> {
            ActorRef<ToCoordinator> leader = ClusterSingleton.get(context.getSystem())
                    .init(SingletonActor.of(Leader.singleton(candidacy), "leader")
                            .withSettings(ClusterSingletonSettings.create(context.getSystem())
                                    .withRole("coordinator")));
            context.spawn(door(leader), WorkerVerb.DOOR);
            context.spawn(Depot.create(List.of(candidacy.order().target()), hashes), WorkerVerb.DEPOT);
            return Behaviors.empty();
        });
    }

    /** Where workers knock at any node; lets their questions through to whoever leads, and nothing else. */
    private static Behavior<ToCoordinator> door(ActorRef<ToCoordinator> leader) {
        return Behaviors.receive(ToCoordinator.class)
                .onMessage(ToCoordinator.Seeking.class, seeking -> {
                    leader.tell(seeking);
                    return Behaviors.same();
                })
                .build();
    }
}
