package dev.vigil.cli.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.certs.NodeIdentity;
import dev.vigil.workers.trust.NodeRole;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/** Actor systems: a quiet one for this process alone, and those of nodes that speak to others. */
public final class NodeSystem {
    static final String NAME = "vigil";

    /** Without hooks of its own: the end of the JVM is ours to order. */
    private static final String QUIET = """
            pekko {
              loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
              logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
              loglevel = INFO
              stdout-loglevel = OFF
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              daemonic = on
              jvm-shutdown-hooks = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              coordinated-shutdown.terminate-actor-system = on
              coordinated-shutdown.exit-jvm = off
              actor.default-dispatcher.fork-join-executor { parallelism-min = 2, parallelism-max = 4 }
            }
            """;

    /**
     * A result may carry many candidates of 180 kB each. A peer that went without a word is found by whoever waits for
     * it; connections come back by themselves.
     */
    private static final String REMOTE = """
            pekko {
              actor {
                provider = remote
                allow-java-serialization = off
                serializers.vigil = "dev.vigil.cli.node.WireSerializer"
                serialization-bindings {
                  "dev.vigil.model.wire.ToCoordinator" = vigil
                  "dev.vigil.model.wire.ToWorker" = vigil
                  "dev.vigil.model.wire.ToDepot" = vigil
                  "dev.vigil.model.wire.FromDepot" = vigil
                }
              }
              remote.warn-about-direct-use = off
              remote.artery {
                transport = tcp
                advanced {
                  maximum-frame-size = 8 MiB
                  buffer-pool-size = 16
                  outbound-message-queue-size = 4096
                  connection-timeout = 3 s
                  # Names are never agreed on, so that a FrameGate needs no memory of them.
                  compression { actor-refs.max = off, manifests.max = off }
                }
              }
            }
            """;

    /** Coordinators alone are members. */
    private static final String CLUSTER = """
            pekko {
              actor.provider = cluster
              cluster {
                roles = [coordinator]
                downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
                split-brain-resolver { stable-after = 3 s, down-all-when-unstable = off }
                failure-detector { heartbeat-interval = 500 ms, acceptable-heartbeat-pause = 3 s }
                gossip-interval = 300 ms
                leader-actions-interval = 300 ms
                singleton.hand-over-retry-interval = 500 ms
                seed-node-timeout = 3 s
              }
            }
            """;

    /**
     * Two are the usual number, so neither of them has a majority when they do not see each other: the store, which both need
     * to be of any use, says which one stays.
     */
    private static final String ARBITER = """
            pekko.cluster.split-brain-resolver {
              active-strategy = lease-majority
              lease-majority {
                lease-implementation = "vigil.store-lease"
                lease-name = "coordinators"
                acquire-lease-delay-for-minority = 1 s
                release-after = 8 s
              }
            }
            vigil.store-lease {
              lease-class = "dev.vigil.cli.node.StoreLease"
              heartbeat-timeout = 12 s
              heartbeat-interval = 4 s
              lease-operation-timeout = 5 s
            }
            """;

    /** Whether it lives and is among the others, and nothing of who these are. */
    private static final String HEALTH = """
            pekko.management.http.routes.cluster-management = ""
            """;

    private static final String TLS = """
            pekko.remote.artery {
              transport = tls-tcp
              ssl.ssl-engine-provider = "dev.vigil.cli.node.NodeEngines"
            }
            """;

    private NodeSystem() {}

    /** Settings of a system that nobody outside this process can reach. */
    public static Config quiet() {
        return ConfigFactory.parseString(QUIET).withFallback(ConfigFactory.load());
    }

    /**
     * A node that is no member of the cluster, as workers are.
     *
     * @param certificates folder; null for plain TCP, which is for loopback alone
     * @throws BadInput when the address cannot be listened at, or the certificates do not serve
     */
    public static <T> ActorSystem<T> outside(Behavior<T> guardian, NodeAddress self, @Nullable Path certificates)
            throws BadInput {
        return start(guardian, NodeSettings.worker(self, certificates));
    }

    /**
     * A node of a cluster.
     *
     * @throws BadInput when the address cannot be listened at, or the certificates do not serve
     */
    static <T> ActorSystem<T> start(Behavior<T> guardian, NodeSettings node) throws BadInput {
        NodeAddress self = node.self();
        Map<String, Object> own = new HashMap<>();
        own.put("pekko.remote.artery.canonical.hostname", self.host());
        own.put("pekko.remote.artery.canonical.port", self.port());
        if (node.bind() != null) {
            own.put("pekko.remote.artery.bind.hostname", node.bind());
        }
        if (node.health() != null) {
            own.put("pekko.management.http.hostname", node.health().host());
            own.put("pekko.management.http.port", node.health().port());
        }
        boolean member = !node.members().isEmpty();
        if (member) {
            own.put("pekko.cluster.seed-nodes", seeds(self, node.members()));
        }
        Config config = ConfigFactory.parseMap(own);
        if (node.certificates() != null) {
            config = config.withFallback(tls(node.certificates(), member)).withFallback(ConfigFactory.parseString(TLS));
        } else if (!self.loopback()) {
            throw new BadInput("a node at " + self + " is open to others and needs certificates; make some with"
                    + " vigil certs init and vigil certs issue, and name their folder");
        }
        if (node.database() != null) {
            config = ConfigFactory.parseMap(node.database().settings())
                    .atPath("vigil.store-lease")
                    .withFallback(config)
                    .withFallback(ConfigFactory.parseString(ARBITER));
        }
        if (member) {
            config = config.withFallback(ConfigFactory.parseString(CLUSTER));
        }
        config = config.withFallback(ConfigFactory.parseString(REMOTE))
                .withFallback(ConfigFactory.parseString(HEALTH))
                .withFallback(quiet());
        try {
            return ActorSystem.create(guardian, NAME, config);
        } catch (RuntimeException e) {
            throw new BadInput("the node cannot listen at " + self + ": " + reason(e), e);
        }
    }

    /**
     * The node itself first: one that finds no other begins alone, whichever of them it is. Of two that began apart one leads, by
     * the store's word, and the other one joins anew.
     */
    private static List<String> seeds(NodeAddress self, List<NodeAddress> members) {
        return Stream.concat(Stream.of(self), members.stream().filter(node -> !node.equals(self)))
                .map(NodeAddress::system)
                .toList();
    }

    private static Config tls(Path folder, boolean leads) throws BadInput {
        NodeRole role = NodeIdentity.load(folder, InstantSource.system()).role();
        if (leads && role != NodeRole.COORDINATOR) {
            throw new BadInput("certificates: " + folder + " is the folder of a " + role.text()
                    + ", which cannot lead; issue another with vigil certs issue NAME --role coordinator");
        }
        Map<String, Object> settings = new HashMap<>();
        settings.put(NodeEngines.ROLE_KEY, role.name());
        Map.of(
                        "key-file", NodeIdentity.KEY,
                        "cert-file", NodeIdentity.CERTIFICATE,
                        "ca-cert-file", NodeIdentity.AUTHORITY)
                .forEach((key, file) -> settings.put(
                        "pekko.remote.artery.ssl.rotating-keys-engine." + key,
                        folder.resolve(file).toAbsolutePath().toString()));
        return ConfigFactory.parseMap(settings);
    }

    static String reason(Throwable fault) {
        if (Causes.first(fault, BindException.class).isPresent()) {
            return "the port is in use, or the address is not one of this machine's";
        }
        if (Causes.first(fault, UnknownHostException.class).isPresent()) {
            return "no such host is known here";
        }
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
