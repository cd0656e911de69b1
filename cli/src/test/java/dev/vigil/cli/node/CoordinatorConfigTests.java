package dev.vigil.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.config.ConfigFault;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class CoordinatorConfigTests {
    private static final Path BASE = Path.of("/etc/vigil");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    private static CoordinatorConfig parse(String text) throws ConfigFault {
        return CoordinatorConfig.parse("vigil.conf", text, BASE);
    }

    @Test
    void everyKeyIsRead() throws Exception {
        CoordinatorConfig config = parse("""
                host = c1.lab
                port = 7400
                bind = "0.0.0.0"
                coordinators = ["c2.lab", "c1.lab:7400", "[fd00::3]:7401"]
                certificates = coordinator
                health = "0.0.0.0:7626"
                out = /var/lib/vigil/out
                store { url = "jdbc:postgresql://db/vigil", user = night, password-file = secret }
                store-budget = 20 GiB
                campaign = leaks
                repeat = yes
                slots = 12
                """);
        assertEquals(
                new CoordinatorConfig(
                        new NodeAddress("c1.lab", 7400),
                        "0.0.0.0",
                        List.of(
                                new NodeAddress("c2.lab", 7355),
                                new NodeAddress("c1.lab", 7400),
                                new NodeAddress("[fd00::3]", 7401)),
                        Path.of("/etc/vigil/coordinator"),
                        new NodeAddress("0.0.0.0", 7626),
                        Path.of("/var/lib/vigil/out"),
                        new CoordinatorConfig.Database(
                                "jdbc:postgresql://db/vigil", "night", Path.of("/etc/vigil/secret")),
                        20L << 30,
                        "leaks",
                        true,
                        12),
                config);
    }

    @Test
    void whatIsLeftOutHasTheValueThatTheDocumentsSay() throws Exception {
        CoordinatorConfig config = parse("host = localhost\n");
        assertEquals(new NodeAddress("localhost", 7355), config.self());
        assertNull(config.bind());
        assertNull(config.health());
        assertEquals(List.of(config.self()), config.members());
        assertNull(config.certificates());
        assertEquals(Path.of("/etc/vigil/vigil-out"), config.out());
        assertNull(config.database());
        assertEquals("nightly", config.campaign());
        assertFalse(config.repeat());
        assertEquals(8, config.slots());
    }

    @Test
    void storeNeedsItsUrlAlone() throws Exception {
        CoordinatorConfig config = parse("host = localhost\nstore { url = \"jdbc:postgresql://db/vigil\" }\n");
        assertEquals(new CoordinatorConfig.Database("jdbc:postgresql://db/vigil", "vigil", null), config.database());
    }

    @Test
    void campaignIsAPresetOrAFileBesideTheConfiguration() throws Exception {
        assertEquals("smoke", parse("host = localhost\ncampaign = smoke\n").campaign());
        assertEquals(
                "/etc/vigil/mine.conf",
                parse("host = localhost\ncampaign = mine.conf\n").campaign());
        assertEquals(
                "/srv/mine.conf",
                parse("host = localhost\ncampaign = /srv/mine.conf\n").campaign());
    }

    @Test
    void relativePathsStartFromTheFolderOfTheFile() throws Exception {
        Path file = Files.writeString(work.resolve("c.conf"), "host = 10.0.0.1\ncertificates = node\n");
        assertEquals(work.resolve("node"), CoordinatorConfig.read(file).certificates());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hots = a                       | unknown key 'hots'; keys are host, port, bind, coordinators",
                "host = 7                       | host must be a text",
                "host = \" \"                   | host must be a text",
                "host = \"a b\"                 | host must be a name or an address, not a b",
                "host = \"c1.lab:7355\"         | host must be a name or an address, not c1.lab:7355",
                "port = 0                       | port must be a whole number from 1 to 65535",
                "port = 65536                   | port must be a whole number from 1 to 65535",
                "port = here                    | port must be a whole number from 1 to 65535",
                "bind = []                      | bind must be a text",
                "certificates = 1               | certificates must be a text",
                "out = {}                       | out must be a text",
                "campaign = \"\"                | campaign must be a text",
                "repeat = often                 | repeat must be one of yes, no",
                "slots = 0                      | slots must be a whole number from 1 to 100000",
                "slots = 1.5                    | slots must be a whole number from 1 to 100000",
                "coordinators = 5               | coordinators must be a list of texts",
                "coordinators = [\"c2.lab\"]    | coordinators must name this node, localhost:7355, as well",
                "coordinators = []              | coordinators must name this node, localhost:7355, as well",
                "coordinators = [\"a:b:c\"]     | coordinators must be like [\"host:7355\"], not a:b:c",
                "coordinators = [\"c2.lab:0\"]  | coordinators must be like [\"host:7355\"], not c2.lab:0",
                "coordinators = [localhost, \"localhost:7355\"] | coordinators must name each node once,"
                        + " and localhost:7355 is there twice",
                "coordinators = [localhost, c2] | coordinators that stand in for each other need a store { url =",
                "store = \"jdbc:h2:mem\"        | store must be like { ... }",
                "store {}                       | url of store must begin with jdbc:postgresql:",
                "store { url = \"jdbc:h2:mem\" } | url of store must begin with jdbc:postgresql:",
                "store { uri = \"x\" }          | unknown key 'uri' of store; keys are url, user, password-file",
                "store { url = \"jdbc:postgresql:v\", user = 1 } | user must be a text",
                "store { url = \"jdbc:postgresql:v\", password-file = [] } | password-file must be a text",
            })
    void eachMistakeIsOneLineWithItsNumber(String line, String words) {
        // What is said last about a key counts, so the mistake comes behind good values, in the fourth line.
        ConfigFault fault =
                assertThrows(ConfigFault.class, () -> parse("# a node\nhost = localhost\nport = 7355\n" + line));
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.startsWith("vigil.conf: 4: " + words), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void whatOpensANodeToOthersIsSaidAtItsLine() {
        ConfigFault fault = assertThrows(ConfigFault.class, () -> parse("\nhost = c1.lab\n"));
        assertEquals(
                "vigil.conf: 2: a node at c1.lab:7355 is open to others and needs certificates = FOLDER; vigil certs"
                        + " issue writes one",
                fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "port = 7355\n"})
    void nodeWithoutHostIsRefused(String text) {
        ConfigFault fault = assertThrows(ConfigFault.class, () -> parse(text));
        assertTrue(
                String.valueOf(fault.getMessage()).endsWith("host must say where other nodes reach this one"),
                fault.getMessage());
    }

    @Test
    void textThatIsNoHoconIsToldByItsLine() {
        ConfigFault fault = assertThrows(ConfigFault.class, () -> parse("host = localhost\nstore {\n"));
        assertTrue(String.valueOf(fault.getMessage()).startsWith("vigil.conf: 3: "), fault.getMessage());
    }

    @Test
    void fileThatIsNotThereIsSaidSo() {
        Path file = work.resolve("none.conf");
        ConfigFault fault = assertThrows(ConfigFault.class, () -> CoordinatorConfig.read(file));
        assertEquals("configuration " + file + " is not there", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd/vigil.conf", "compose/coordinator1.conf", "compose/coordinator2.conf"})
    void configurationsThatWeShipAreGood(String name) throws Exception {
        CoordinatorConfig config =
                CoordinatorConfig.read(home().resolve("deploy").resolve(name));
        assertEquals(2, config.members().size());
        assertTrue(config.database() != null && config.certificates() != null);
    }

    @Test
    void eachPodOfKubernetesHasAConfigurationOfItsOwn() throws Exception {
        try (Reader in = Files.newBufferedReader(home().resolve("deploy/kubernetes/coordinator.yaml"))) {
            Map<?, ?> map = (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(in)
                    .iterator()
                    .next();
            Map<?, ?> files = (Map<?, ?>) Objects.requireNonNull(map.get("data"));
            for (String pod : List.of("vigil-coordinator-0", "vigil-coordinator-1")) {
                CoordinatorConfig config = parse((String) Objects.requireNonNull(files.get(pod + ".conf")));
                assertEquals(pod + ".vigil-coordinator", config.self().host());
                assertEquals(2, config.members().size());
            }
        }
    }

    @Test
    void configurationOfTheManualIsGoodAndHasEveryKey() throws Exception {
        String example = manual().lines()
                .dropWhile(line -> !line.startsWith("    host ="))
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        CoordinatorConfig config = parse(example);
        assertTrue(config.repeat(), example);
        for (String key : List.of(
                "host",
                "port",
                "bind",
                "coordinators",
                "certificates",
                "out",
                "store",
                "url",
                "user",
                "password-file",
                "campaign",
                "repeat",
                "slots")) {
            assertTrue(example.matches("(?s).*\\b" + key + "\\b.*"), key);
            assertTrue(manual().contains("`" + key + "`"), key);
        }
    }

    private static String manual() throws IOException {
        return Files.readString(home().resolve("docs/cluster.md"));
    }

    private static Path home() {
        return Path.of(System.getProperty("vigil.home"));
    }
}
