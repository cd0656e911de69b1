package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.vigil.cli.certs.Authority;
import dev.vigil.cli.certs.Handshake;
import dev.vigil.cli.certs.NodeIdentity;
import dev.vigil.cli.certs.NodeRequest;
import dev.vigil.workers.trust.NodeRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.event.NoMarkerLogging;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vigil certs} on real files, and what Pekko's own engine and OpenSSL make of them. */
class CertsVerbTests {
    /** A CA with the coordinator c1 and the worker w1; read only. */
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private Typist typist;

    @BeforeAll
    static void makeCluster() {
        Typist typist = new Typist(shared.resolve("cache"));
        String dir = shared.resolve("ca").toString();
        assertEquals(0, typist.type("certs", "init", "--dir", dir), typist.err());
        int coordinator = typist.type(
                "certs",
                "issue",
                "c1",
                "--role",
                "coordinator",
                "--host",
                "Vigil.Example",
                "--host",
                "10.0.0.5",
                "--dir",
                dir);
        assertEquals(0, coordinator, typist.err());
        assertEquals(0, typist.type("certs", "issue", "w1", "--role", "worker", "--dir", dir), typist.err());
    }

    @BeforeEach
    void sit() {
        typist = new Typist(work.resolve("cache"));
    }

    @Test
    void keysAreTheirOwnersAndNothingIsLeftOver() throws IOException {
        assertEquals("rwx------ ca.crt:rw-r--r-- ca.key:rw-------", modes(ca(), "c1", "w1"));
        assertEquals("rwx------ ca.crt:rw-r--r-- node.crt:rw-r--r-- node.key:rw-------", modes(ca().resolve("w1")));
        assertEquals(Files.readString(ca().resolve("ca.crt")), Files.readString(ca().resolve("w1/ca.crt")));
    }

    @Test
    void serialsAreLongAndUnlike() throws BadInput {
        X509Certificate one = load("c1").certificate();
        X509Certificate other = load("w1").certificate();
        assertNotEquals(one.getSerialNumber(), other.getSerialNumber());
        assertEquals(159, one.getSerialNumber().bitLength());
        assertTrue(one.getNotBefore().toInstant().isBefore(Instant.now().minusSeconds(240)));
    }

    @Test
    void showSaysWhatANodeIs() {
        assertEquals(0, typist.type("certs", "show", ca().resolve("c1").toString()), typist.err());
        assertShown("subject      CN=c1");
        assertShown("role         coordinator");
        assertShown("hosts        vigil.example, 10.0.0.5");
        assertShown("days left: 364");
        assertShown("issued by    the CA of " + ca().resolve("c1/ca.crt"));
        assertShown("key          " + ca().resolve("c1/node.key"));
    }

    @Test
    void showSaysWhatACaIs() {
        assertEquals(0, typist.type("certs", "show", ca().resolve("ca.crt").toString()), typist.err());
        assertShown("subject      CN=Vigil CA ");
        assertShown("role         CA");
        assertShown("days left: 3649");
    }

    @Test
    void nodeWithTheCaOfOthersBesideItIsNo() throws Exception {
        Path node = Files.createDirectory(work.resolve("mixed"));
        Files.copy(ca().resolve("w1/node.crt"), node.resolve("node.crt"));
        assertEquals(4, typist.type("certs", "show", node.toString()), typist.err());
        assertShown("cannot tell: there is no " + node.resolve("ca.crt"));
        otherAuthority(Instant.now()).save(work.resolve("other"));
        Files.copy(work.resolve("other/ca.crt"), node.resolve("ca.crt"));
        assertEquals(1, typist.type("certs", "show", node.toString()), typist.err());
        assertShown("the certificate is not by this cluster's CA");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        String before = Files.readString(ca().resolve("ca.key")) + Files.readString(ca().resolve("w1/node.key"));
        typist.assertRefused(
                typist.type("certs", "init", "--dir", ca().toString()), "ca.key is there and is not overwritten");
        Typist second = new Typist(work);
        int code = second.type("certs", "issue", "w1", "--role", "worker", "--dir", ca().toString());
        second.assertRefused(code, "node.key is there and is not overwritten");
        assertEquals(before, Files.readString(ca().resolve("ca.key")) + Files.readString(ca().resolve("w1/node.key")));
    }

    @Test
    void renewedNodeKeepsItsKey() throws Exception {
        Path node = work.resolve("node");
        Authority authority = Authority.load(ca(), InstantSource.system(), RANDOM);
        X509Certificate old = authority.issue(NodeRequest.of("n", NodeRole.WORKER, List.of(), 1), node);
        String key = Files.readString(node.resolve("node.key"));
        int code = typist.type(
                "certs",
                "issue",
                "n",
                "--role",
                "worker",
                "--dir",
                ca().toString(),
                "--out",
                node.toString(),
                "--renew");
        assertEquals(0, code, typist.err());
        NodeIdentity renewed = NodeIdentity.load(node, InstantSource.system());
        assertEquals(key, Files.readString(node.resolve("node.key")));
        assertNotEquals(old.getSerialNumber(), renewed.certificate().getSerialNumber());
        assertTrue(end(renewed.certificate()).isAfter(end(old)));
    }

    @Test
    void nodeEndsWithItsCa() throws Exception {
        otherAuthority(Instant.now().minus(Duration.ofDays(29))).save(work.resolve("ca"));
        int code = typist.type(
                "certs",
                "issue",
                "n",
                "--role",
                "worker",
                "--dir",
                work.resolve("ca").toString());
        assertEquals(0, code, typist.err());
        NodeIdentity node = NodeIdentity.load(work.resolve("ca/n"), InstantSource.system());
        assertEquals(node.authority().getNotAfter(), node.certificate().getNotAfter());
    }

    @Test
    void nodesMeetOverPekkosEngine() throws Exception {
        RotatingKeysSSLEngineProvider coordinator = engines(ca().resolve("c1"));
        RotatingKeysSSLEngineProvider worker = engines(ca().resolve("w1"));
        SSLEngine client = worker.createClientSSLEngine("vigil.example", 25520);
        SSLEngine server = coordinator.createServerSSLEngine("vigil.example", 25520);
        Handshake.run(client, server);
        assertEquals("TLSv1.3", server.getSession().getProtocol());
        assertEquals(load("c1").certificate(), client.getSession().getPeerCertificates()[0]);
        assertEquals(load("w1").certificate(), server.getSession().getPeerCertificates()[0]);
        assertTrue(
                worker.verifyClientSession("vigil.example", client.getSession()).isEmpty());
        assertTrue(coordinator
                .verifyServerSession("vigil.example", server.getSession())
                .isEmpty());
    }

    @Test
    void nodeOfAnotherCaIsRefused() throws Exception {
        otherAuthority(Instant.now())
                .issue(NodeRequest.of("c1", NodeRole.COORDINATOR, List.of(), 1), work.resolve("c1"));
        assertRefusedBothWays(engines(work.resolve("c1")));
    }

    @Test
    void expiredNodeIsRefused() throws Exception {
        InstantSource lastWeek = InstantSource.fixed(Instant.now().minus(Duration.ofDays(7)));
        Authority old = Authority.create(30, lastWeek, RANDOM);
        old.save(work.resolve("ca"));
        old.issue(NodeRequest.of("old", NodeRole.WORKER, List.of(), 1), work.resolve("old"));
        Authority.load(work.resolve("ca"), InstantSource.system(), RANDOM)
                .issue(NodeRequest.of("new", NodeRole.WORKER, List.of(), 1), work.resolve("new"));
        SSLEngine client = engines(work.resolve("old")).createClientSSLEngine("h", 1);
        SSLEngine server = engines(work.resolve("new")).createServerSSLEngine("h", 1);
        assertThrows(SSLException.class, () -> Handshake.run(client, server));
        assertEquals(1, typist.type("certs", "show", work.resolve("old").toString()), typist.err());
        assertShown(": expired");
    }

    @Test
    void clientWithoutCertificateIsRefused() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new Trusting()}, RANDOM);
        SSLEngine client = context.createSSLEngine();
        client.setUseClientMode(true);
        SSLEngine server = engines(ca().resolve("c1")).createServerSSLEngine("h", 1);
        assertThrows(SSLException.class, () -> Handshake.run(client, server));
    }

    @Test
    void opensslBelievesThem() throws Exception {
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertEquals(
                    0,
                    openssl(
                            "verify",
                            "-x509_strict",
                            "-purpose",
                            purpose,
                            "-CAfile",
                            ca().resolve("ca.crt").toString(),
                            ca().resolve("c1/node.crt").toString(),
                            ca().resolve("w1/node.crt").toString()));
        }
        otherAuthority(Instant.now()).save(work);
        assertNotEquals(
                0,
                openssl(
                        "verify",
                        "-CAfile",
                        work.resolve("ca.crt").toString(),
                        ca().resolve("c1/node.crt").toString()));
        assertEquals(
                0,
                openssl(
                        "pkey",
                        "-check",
                        "-noout",
                        "-in",
                        ca().resolve("c1/node.key").toString()));
        assertEquals(0, openssl("pkey", "-noout", "-in", ca().resolve("ca.key").toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "init --days 0                                | --days must be from 1 to 3650, not 0",
                "init --days 3651                             | --days must be from 1 to 3650, not 3651",
                "init --days soon                             | Invalid value for option '--days'",
                "issue --role worker                          | Missing required parameter: 'NAME'",
                "issue n                                      | Missing required option: '--role=ROLE'",
                "issue ../n --role worker                     | a node's name is of 1 to 64 letters and digits",
                "issue /tmp/n --role worker                   | a node's name is of 1 to 64 letters and digits",
                "issue .. --role worker                       | a node's name is of 1 to 64 letters and digits",
                "issue a..b --role worker                     | not 'a..b'",
                "issue n --role queen                         | --role must be coordinator or worker, not 'queen'",
                "issue n --role worker --days -1              | --days must be from 1 to 3650, not -1",
                "issue n --role worker --host h:80            | 'h:80' is neither a DNS name nor an IP address",
                "issue n --role worker --host *.example       | '*.example' is neither",
                "issue n --role worker --host 300.1.2.3       | '300.1.2.3' is neither",
                "issue n --role worker --dir no-ca-here       | there is no CA in no-ca-here; make one with `vigil certs init`",
                "show no-such-file                            | there is no no-such-file",
                "                                             | say what to do: init, issue or show",
            })
    void badInputIsOneLine(@Nullable String command, String words) {
        String all = command == null ? "certs" : "certs " + command;
        typist.assertRefused(typist.type(all.split(" ")), words);
    }

    @Test
    void emptyNameIsOneLine() {
        typist.assertRefused(typist.type("certs", "issue", "", "--role", "worker"), "a node's name is of 1 to 64");
    }

    @Test
    void folderThatCannotBeMadeIsOneLine() throws IOException {
        Path file = Files.writeString(work.resolve("file"), "");
        int under = typist.type("certs", "init", "--dir", file.resolve("ca").toString());
        typist.assertRefused(under, "cannot write to " + file.resolve("ca"));
        Typist second = new Typist(work);
        second.assertRefused(second.type("certs", "init", "--dir", file.toString()), "it is a file");
    }

    @Test
    void folderThatOthersMayWriteIsRefused() throws IOException {
        Path open = Files.createDirectory(work.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        typist.assertRefused(typist.type("certs", "init", "--dir", open.toString()), "run: chmod go-w " + open);
        try (Stream<Path> left = Files.list(open)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void expiredCaIssuesNothing() throws BadInput {
        otherAuthority(Instant.now().minus(Duration.ofDays(31))).save(work.resolve("ca"));
        int code = typist.type(
                "certs",
                "issue",
                "n",
                "--role",
                "worker",
                "--dir",
                work.resolve("ca").toString());
        typist.assertRefused(code, ", not now; make another in another folder");
        assertFalse(Files.exists(work.resolve("ca/n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cut     | is damaged, or no EC key",
                "garbage | is damaged, or no EC key",
                "rsa     | is damaged, or no EC key",
                "empty   | is damaged, or no EC key",
                "foreign | is not the key of",
            })
    void badKeyIsOneLine(String how, String words) throws Exception {
        Path folder = Files.createDirectory(work.resolve("ca"));
        Files.copy(ca().resolve("ca.crt"), folder.resolve("ca.crt"));
        String key = Files.readString(ca().resolve("ca.key"));
        otherAuthority(Instant.now()).save(work.resolve("other"));
        String bad = switch (how) {
            case "cut" -> key.substring(0, key.length() / 2);
            case "garbage" -> key.replaceAll("(?m)^M.*$", "M!!!");
            case "foreign" -> Files.readString(work.resolve("other/ca.key"));
            case "rsa" -> Files.readString(ca().resolve("w1/node.key"));
            default -> "";
        };
        Files.writeString(folder.resolve("ca.key"), bad);
        int code = typist.type("certs", "issue", "n", "--role", "worker", "--dir", folder.toString());
        typist.assertRefused(code, words);
    }

    @Test
    void damagedCertificateIsOneLine() throws Exception {
        Path file = work.resolve("node.crt");
        String pem = Files.readString(ca().resolve("w1/node.crt"));
        for (String bad :
                List.of("", "no certificate\n", pem.substring(0, 300), pem.replace("MII", "MIJ"), "x".repeat(70_000))) {
            Files.writeString(file, bad);
            Typist fresh = new Typist(work);
            fresh.assertRefused(fresh.type("certs", "show", file.toString()), file.toString());
        }
    }

    private static Path ca() {
        return shared.resolve("ca");
    }

    private static NodeIdentity load(String name) throws BadInput {
        return NodeIdentity.load(ca().resolve(name), InstantSource.system());
    }

    private static Authority otherAuthority(Instant when) {
        return Authority.create(30, InstantSource.fixed(when), RANDOM);
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private void assertShown(String words) {
        assertTrue(typist.out().contains(words), typist.out());
    }

    private static void assertRefusedBothWays(RotatingKeysSSLEngineProvider stranger) {
        RotatingKeysSSLEngineProvider own = engines(ca().resolve("w1"));
        assertThrows(
                SSLException.class,
                () -> Handshake.run(stranger.createClientSSLEngine("h", 1), own.createServerSSLEngine("h", 1)));
        assertThrows(
                SSLException.class,
                () -> Handshake.run(own.createClientSSLEngine("h", 1), stranger.createServerSSLEngine("h", 1)));
    }

    /** As a node's Pekko makes them, from its folder. */
    private static RotatingKeysSSLEngineProvider engines(Path node) {
        Map<String, String> files = Map.of(
                "key-file", node.resolve(NodeIdentity.KEY).toString(),
                "cert-file", node.resolve(NodeIdentity.CERTIFICATE).toString(),
                "ca-cert-file", node.resolve(NodeIdentity.AUTHORITY).toString());
        return new RotatingKeysSSLEngineProvider(
                ConfigFactory.parseMap(files)
                        .withFallback(ConfigFactory.load().getConfig("pekko.remote.artery.ssl.rotating-keys-engine")),
                NoMarkerLogging.getInstance());
    }

    /** The folder's mode and its files' names and modes. */
    private static String modes(Path folder, String... without) throws IOException {
        Set<String> lines = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!List.of(without).contains(file.getFileName().toString())) {
                    lines.add(file.getFileName() + ":" + mode(file));
                }
            }
        }
        return mode(folder) + lines.stream().map(line -> " " + line).collect(Collectors.joining());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private int openssl(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("openssl.log").toFile());
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return Assumptions.abort("no openssl here");
        }
    }

    /** Believes every server; has nothing to show itself. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
