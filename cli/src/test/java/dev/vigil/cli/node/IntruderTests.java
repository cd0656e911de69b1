package dev.vigil.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.certs.Authority;
import dev.vigil.cli.certs.NodeIdentity;
import dev.vigil.cli.certs.NodeRequest;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.wire.Wire;
import dev.vigil.model.worker.Capabilities;
import dev.vigil.workers.trust.NodeRole;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Strangers, and holders of a worker's certificate who do as they like, at a real coordinator with a heap of 128 MB. After
 * each of them it serves a worker, its log is a few lines longer, and its terminal has said nothing.
 */
class IntruderTests {
    private static final int LINES_MAX = 25;
    private static final int SECONDS = 15;
    private static final int FLOOD_BYTES_MAX = 48 << 20;
    private static final String TO_COORDINATOR = "to-coordinator";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path work;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private static CoordinatorProcess coordinator;

    @SuppressWarnings("NullAway.Init") // needs a port
    private static NodeAddress self;

    private int before;

    @BeforeAll
    static void lead() throws Exception {
        SecureRandom random = new SecureRandom();
        InstantSource past = InstantSource.fixed(Instant.now().minus(Duration.ofDays(400)));
        Authority.create(3650, past, random).save(work.resolve("ca"));
        Authority now = Authority.load(work.resolve("ca"), InstantSource.system(), random);
        issue(now, "c1", NodeRole.COORDINATOR);
        issue(now, "w1", NodeRole.WORKER);
        issue(now, "w2", NodeRole.WORKER);
        issue(Authority.load(work.resolve("ca"), past, random), "old", NodeRole.COORDINATOR);
        issue(Authority.create(30, InstantSource.system(), random), "other", NodeRole.COORDINATOR);
        self = new NodeAddress("127.0.0.1", Stranger.freePort());
        coordinator = CoordinatorProcess.start(work.resolve("c"), self, work.resolve("c1"));
    }

    private static void issue(Authority authority, String name, NodeRole role) throws BadInput {
        authority.issue(NodeRequest.of(name, role, List.of("127.0.0.1"), 30), work.resolve(name));
    }

    @AfterAll
    static void end() {
        coordinator.close();
    }

    @BeforeEach
    void mark() {
        before = coordinator.log().size();
    }

    @AfterEach
    void coordinatorServesAndIsQuiet() throws Exception {
        try (GoodWorker worker = new GoodWorker(work.resolve("w1"))) {
            assertTrue(worker.seek(self, SECONDS).isPresent(), () -> String.join("\n", coordinator.logSince(before)));
        }
        assertTrue(coordinator.alive());
        List<String> said = coordinator.logSince(before);
        assertTrue(said.size() <= LINES_MAX, () -> said.size() + " lines:\n" + String.join("\n", said));
        assertEquals("", coordinator.stderr());
    }

    @Test
    void nodeWithoutCertificateIsNotHeard() throws Exception {
        try (GoodWorker plain = new GoodWorker(null)) {
            assertTrue(plain.seek(self, 3).isEmpty());
        }
        coordinator.awaitLine(0, "refused a stranger: "); // a line of each kind a minute
    }

    @Test
    void nodeOfAnotherCaIsNotHeard() throws Exception {
        try (GoodWorker other = new GoodWorker(work.resolve("other"))) {
            assertTrue(other.seek(self, 3).isEmpty());
        }
        try (SSLSocket socket = client("other", "w1")) {
            assertTrue(endsAfter(socket, new byte[] {'A', 'K', 'K', 'A', 1}));
        }
        coordinator.awaitLine(0, "refused a stranger: "); // a line of each kind a minute
    }

    @Test
    void nodeThatHasExpiredIsNotHeard() throws Exception {
        assertThrows(BadInput.class, () -> new GoodWorker(work.resolve("old")));
        try (Stranger old = Stranger.start(work.resolve("old"))) {
            for (int i = 0; i < 100; i++) {
                old.tell(
                        door(), TO_COORDINATOR, "{\"type\":\"seeking\",\"worker\":\"pekko://vigil@127.0.0.1:1/user\"}");
            }
            coordinator.awaitLine(0, "refused a stranger: "); // a line of each kind a minute
        }
    }

    @Test
    void garbageIsCutOff() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40_000)];
            random.nextBytes(bytes);
            try (Socket socket = new Socket(self.host(), self.port())) {
                send(socket, bytes);
            }
        }
    }

    @Test
    void framesThatAreNoneAreCutOffWhoeverSendsThem() throws Exception {
        byte[] opening = {'A', 'K', 'K', 'A', 2};
        for (int i = 0; i < 3; i++) {
            for (byte[] bytes : List.of(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    new byte[] {'A', 'K', 'K', 'A', 3},
                    new byte[] {'A', 'K', 'K', 'A', 77},
                    join(opening, length(0)),
                    join(opening, length(4), new byte[4]),
                    join(opening, length(-1)),
                    join(opening, length(Integer.MAX_VALUE)),
                    join(opening, frame(7355, 1, "", "", "")),
                    join(opening, frame(7355, 0, "x".repeat(5_000), "", "")),
                    join(opening, frame(17, 0, "", door(), "j")),
                    join(opening, frame(17, 0, "", door(), "a")),
                    join(opening, frame(6, 0, "", door(), "")),
                    join(opening, frame(5, 0, "", self.system() + "/system/cluster/core/daemon", "J")),
                    join(opening, frame(22, 0, "", door(), "")))) {
                try (SSLSocket socket = client("w1", "w1")) {
                    assertTrue(
                            endsAfter(socket, bytes),
                            () -> "goes on after " + new String(bytes, StandardCharsets.ISO_8859_1));
                }
            }
        }
        coordinator.awaitLine(before, "refused CN=w1");
    }

    @Test
    void endlessFrameTakesNoMemory() throws Exception {
        byte[] opening = join(new byte[] {'A', 'K', 'K', 'A', 1}, length(Integer.MAX_VALUE));
        for (int i = 0; i < 4; i++) {
            try (SSLSocket socket = client("w1", "w1")) {
                OutputStream out = socket.getOutputStream();
                long sent = 0;
                try {
                    for (out.write(opening); sent < FLOOD_BYTES_MAX; sent += opening.length) {
                        out.write(new byte[1 << 16]);
                        sent += 1 << 16;
                    }
                } catch (IOException e) {
                    // It was cut off, as it should be.
                    assertTrue(sent < FLOOD_BYTES_MAX);
                }
                assertTrue(sent < FLOOD_BYTES_MAX, "all of it was taken");
            }
        }
    }

    @Test
    @SuppressWarnings("try") // it is there, and that is all
    void workersCannotJoinTheCoordinators() throws Exception {
        try (Stranger joining = Stranger.joining(work.resolve("w1"), self)) {
            coordinator.awaitLine(before, "refused CN=w1: a message that workers and coordinators do not send");
        }
        assertFalse(coordinator.logSince(before).stream().anyMatch(line -> line.contains("JOINING")));
    }

    @Test
    void hostileContentsOfAWorkerHurtNobody() throws Exception {
        String leader;
        try (GoodWorker worker = new GoodWorker(work.resolve("w1"))) {
            leader = worker.seek(self, SECONDS).orElseThrow().coordinator();
        }
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 0x81);
        try (Stranger hostile = Stranger.start(work.resolve("w2"))) {
            for (String there : List.of(door(), leader, self.system() + "/system/cluster/core/daemon", "nonsense")) {
                for (int i = 0; i < 20; i++) {
                    hostile.tell(there, TO_COORDINATOR, "{\"type\":\"seeking\"}");
                    hostile.tell(there, TO_COORDINATOR, "{\"type\":\"seeking\",\"worker\":\"no \\u0000 address\"}");
                    hostile.tell(there, "java.lang.Runtime", "{}");
                    hostile.tell(there, "to-worker", "{\"type\":\"drain\"}");
                    hostile.tell(there, TO_COORDINATOR, "{\"type\":\"ready\",\"worker\":\"w\",\"freeSlots\":3}");
                    hostile.tell(there, new Stranger.Bytes(TO_COORDINATOR, new byte[0]));
                }
                hostile.tell(there, new Stranger.Bytes(TO_COORDINATOR, deep));
                hostile.tell(there, new Stranger.Bytes(TO_COORDINATOR, new byte[7_900_000]));
                for (ToCoordinator each : absurd()) {
                    hostile.tell(there, new Stranger.Bytes(TO_COORDINATOR, Wire.encode(each)));
                }
            }
            coordinator.awaitLine(before, "Failed to deserialize message");
        }
    }

    /** Records that are whole and make no sense. */
    private static List<ToCoordinator> absurd() {
        UnitResult result = Messages.result("c0/1/1");
        return List.of(
                new ToCoordinator.Ready("", Integer.MIN_VALUE, Messages.CAPABILITIES),
                new ToCoordinator.Ready("../../etc/passwd", Integer.MAX_VALUE, slots(Integer.MAX_VALUE)),
                new ToCoordinator.Ready("pekko://other@10.0.0.1:1/x", 1, slots(Integer.MIN_VALUE)),
                new ToCoordinator.Progress("w", "c0/1/1", -1, Long.MIN_VALUE, Long.MAX_VALUE, "\n\r\u0007"),
                new ToCoordinator.GaveUp("w", "c0/1/1", 1, "x".repeat(100_000), true),
                new ToCoordinator.GaveUp("w", "'; drop table unit; --", Integer.MAX_VALUE, "", false),
                new ToCoordinator.Finished("w", 1, result),
                new ToCoordinator.Finished("w", Integer.MIN_VALUE, result),
                new ToCoordinator.Leaving("pekko://vigil@nowhere.invalid:1/user"));
    }

    private static Capabilities slots(int slots) {
        Capabilities usual = Messages.CAPABILITIES;
        return new Capabilities(
                "\u001b[31m", "plan9", "vax", "", List.of(), -1, -1, List.of(), List.of(), usual.labels(), slots);
    }

    @Test
    void workersDealWithCoordinatorsAlone() throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> ears = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                said.add(event.getFormattedMessage());
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger(NodeEngines.class);
        ears.start();
        logger.addAppender(ears);
        try (GoodWorker one = new GoodWorker(work.resolve("w1"));
                GoodWorker two = new GoodWorker(work.resolve("w2"))) {
            one.tellWorker(two.path(), new ToWorker.Drain());
            assertEquals("refused CN=w2: its certificate says worker", said.poll(SECONDS, TimeUnit.SECONDS));
            assertEquals(List.of(), two.heard());
        } finally {
            logger.detachAppender(ears);
        }
    }

    @Test
    void nodeWithAWorkersCertificateDoesNotLead() {
        BadInput fault = assertThrows(
                BadInput.class,
                () -> NodeSystem.start(
                        Behaviors.empty(),
                        new NodeSettings(self, null, work.resolve("w1"), List.of(self), null, null)));
        assertTrue(String.valueOf(fault.getMessage()).contains("--role coordinator"), fault.getMessage());
    }

    private static String door() {
        return self.system() + "/user/" + WorkerVerb.DOOR;
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // Cut off already; that it was is seen by who else is served.
            return;
        }
    }

    /** Whether the coordinator ends the connection. */
    private static boolean endsAfter(SSLSocket socket, byte[] bytes) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException | SSLException e) {
            return true;
        }
    }

    /**
     * @param name whose certificate it shows
     * @param believing whose CA it believes
     */
    private static SSLSocket client(String name, String believing) throws Exception {
        NodeIdentity identity = NodeIdentity.load(work.resolve(name), InstantSource.system());
        NodeIdentity believed = NodeIdentity.load(work.resolve(believing), InstantSource.system());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("node", identity.key(), new char[0], new Certificate[] {identity.certificate()});
        keys.setCertificateEntry("ca", believed.authority());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(self.host(), self.port());
        socket.startHandshake();
        return socket;
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                List.of(parts).stream().mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] length(int bytes) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes)
                .array();
    }

    /** As Artery lays it out, with its length before it. */
    private static byte[] frame(int serializer, int flags, String sender, String recipient, String manifest) {
        ByteBuffer names = ByteBuffer.allocate(20_000).order(ByteOrder.LITTLE_ENDIAN);
        for (String name : List.of(sender, recipient, manifest)) {
            names.putShort((short) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        }
        names.flip();
        ByteBuffer frame = ByteBuffer.allocate(4 + 28 + names.limit()).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(28 + names.limit()).put((byte) 0).put((byte) flags).putShort((short) 0);
        return frame.putLong(1).putInt(serializer).position(32).put(names).array();
    }
}
