package dev.vigil.cli.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/** A node as anybody can build one with Pekko, who sends what he likes under the number of our serializer. */
final class Stranger implements AutoCloseable {
    private final ActorSystem system;

    /** Bytes that claim to be a message. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Bytes(String manifest, byte[] bytes) {}

    /** Sends {@link Bytes} as they are. Pekko makes it. */
    public static final class AnyBytes extends SerializerWithStringManifest {
        @Override
        public int identifier() {
            return WireSerializer.IDENTIFIER;
        }

        @Override
        public String manifest(Object message) {
            return ((Bytes) message).manifest();
        }

        @Override
        public byte[] toBinary(Object message) {
            return ((Bytes) message).bytes();
        }

        @Override
        public Object fromBinary(byte[] bytes, String manifest) {
            return new Bytes(manifest, bytes);
        }
    }

    private Stranger(ActorSystem system) {
        this.system = system;
    }

    /**
     * @param certificates folder; null for plain TCP
     */
    static Stranger start(@Nullable Path certificates) {
        return new Stranger(ActorSystem.create(NodeSystem.NAME, config(certificates, "remote", "")));
    }

    /** One that wants to be a member beside that node. */
    static Stranger joining(Path certificates, NodeAddress member) {
        return new Stranger(ActorSystem.create(
                NodeSystem.NAME,
                config(
                        certificates,
                        "cluster",
                        "pekko.cluster { seed-nodes = [\"" + member.system() + "\"], roles = [coordinator]\n"
                                + "downing-provider-class = "
                                + "\"org.apache.pekko.cluster.sbr.SplitBrainResolverProvider\" }")));
    }

    private static Config config(@Nullable Path certificates, String provider, String more) {
        String tls = certificates == null ? "pekko.remote.artery.transport = tcp" : """
                pekko.remote.artery {
                  transport = tls-tcp
                  ssl.ssl-engine-provider = "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider"
                  ssl.rotating-keys-engine {
                    key-file = "%1$s/node.key", cert-file = "%1$s/node.crt", ca-cert-file = "%1$s/ca.crt"
                  }
                }
                """.formatted(certificates);
        return ConfigFactory.parseString("""
                        pekko {
                          actor.provider = %s
                          loglevel = OFF
                          stdout-loglevel = OFF
                          daemonic = on
                          jvm-shutdown-hooks = off
                          coordinated-shutdown.run-by-jvm-shutdown-hook = off
                          remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                          remote.artery.advanced.maximum-frame-size = 16 MiB
                          actor.serializers.any = "dev.vigil.cli.node.Stranger$AnyBytes"
                          actor.serialization-bindings { "dev.vigil.cli.node.Stranger$Bytes" = any }
                        }
                        """.formatted(provider, freePort()) + tls + "\n" + more)
                .withFallback(ConfigFactory.load());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param path of an actor elsewhere, as Pekko writes it
     */
    void tell(String path, Bytes message) {
        ActorRef there = ((ExtendedActorSystem) system).provider().resolveActorRef(path);
        there.tell(message, ActorRef.noSender());
    }

    void tell(String path, String manifest, String json) throws IOException {
        byte[] cbor =
                new CBORMapper().writeValueAsBytes(new ObjectMapper().readTree(json.getBytes(StandardCharsets.UTF_8)));
        tell(path, new Bytes(manifest, cbor));
    }

    @Override
    public void close() {
        system.terminate();
        awaitEnd(system.getWhenTerminated());
    }

    /** Pekko waits long for the farewell of a connection that was cut; its threads are daemons. */
    static void awaitEnd(CompletionStage<?> ended) {
        CompletableFuture.anyOf(
                        ended.toCompletableFuture(),
                        new CompletableFuture<Boolean>().completeOnTimeout(true, 5, TimeUnit.SECONDS))
                .join();
    }
}
