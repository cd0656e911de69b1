package dev.vigil.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealthTests {
    private static final int OK = 200;

    private NodeAddress health = new NodeAddress("127.0.0.1", 1);
    private ActorSystem<Void> system;

    @BeforeEach
    void start() throws Exception {
        NodeAddress self = new NodeAddress("127.0.0.1", freePort());
        health = new NodeAddress("127.0.0.1", freePort());
        system = NodeSystem.start(Behaviors.empty(), new NodeSettings(self, null, null, List.of(self), health, null));
    }

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + health + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void await(String path, boolean well) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while ((status(path) == OK) != well) {
            assertTrue(System.nanoTime() < deadline, path + " never became " + well);
            Thread.sleep(100);
        }
    }

    @Test
    void readyIsWhoIsAMemberAndAliveWhoAnswers() throws Exception {
        Health.open(system, health);
        await("/ready", true);
        assertEquals(OK, status("/alive"));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        try {
            await("/ready", false);
        } catch (IOException e) {
            // It left so fast that nobody listens any more, which is no readiness either.
            assertTrue(cluster.isTerminated() || system.whenTerminated().isCompleted(), e::toString);
        }
    }

    @Test
    void whoIsInTheClusterIsNotTold() throws Exception {
        Health.open(system, health);
        assertEquals(404, status("/cluster/members"));
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(health.port(), 1, InetAddress.getLoopbackAddress())) {
            assertEquals(health.port(), taken.getLocalPort());
            BadInput fault = assertThrows(BadInput.class, () -> Health.open(system, health));
            assertEquals(
                    "health: cannot listen at " + health
                            + ": the port is in use, or the address is not one of this machine's",
                    fault.getMessage());
        }
    }
}
