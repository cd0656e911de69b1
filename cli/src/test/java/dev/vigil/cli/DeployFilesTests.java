package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.ParseResult;

/** What we ship for installing a fleet: every file reads, and says nothing that the verbs do not know. */
class DeployFilesTests {
    /** A worker's own time behind its drain is twelve seconds, a coordinator's to hand over nine. */
    private static final int FAREWELL_SECONDS = 15;

    private static final Path HOME = Path.of(System.getProperty("vigil.home"));
    private static final Path DEPLOY = HOME.resolve("deploy");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{?(\\w+)}?");
    private static final Pattern TYPED = Pattern.compile(
            "(?m)^(?:    |#   )(?:.*[ /])?vigil (?<words>(?:certs|coordinator|worker|store|run) [^#|\\n]*)");

    /**
     * @param words behind {@code vigil}
     * @param stopSeconds from SIGTERM to SIGKILL
     */
    record Start(String file, List<String> words, int stopSeconds) {}

    static List<Start> starts() throws IOException {
        List<Start> starts = new ArrayList<>();
        for (String role : List.of("coordinator", "worker")) {
            starts.add(ofUnit("systemd/vigil-" + role + ".service"));
        }
        starts.add(ofPlist("launchd/dev.vigil.worker.plist"));
        for (Map.Entry<?, ?> service :
                map(yaml("compose.yaml").get(0).get("services")).entrySet()) {
            Map<?, ?> said = map(service.getValue());
            if ("vigil".equals(said.get("image"))) {
                starts.add(new Start(
                        "compose.yaml " + service.getKey(),
                        words(said.get("command")),
                        Integer.parseInt(
                                String.valueOf(said.get("stop_grace_period")).replace("s", ""))));
            }
        }
        for (String name : List.of("coordinator", "worker", "worker-gpu")) {
            for (Map<?, ?> pod : pods("kubernetes/" + name + ".yaml")) {
                starts.add(new Start(
                        "kubernetes/" + name + ".yaml", words(container(pod).get("args")), (Integer)
                                Objects.requireNonNull(pod.get("terminationGracePeriodSeconds"))));
            }
        }
        return starts;
    }

    @ParameterizedTest
    @MethodSource("starts")
    void nodesStartWithWordsThatVigilTakes(Start start) {
        assertTrue(List.of("coordinator", "worker").contains(start.words().get(0)), start.toString());
        parse(start.words());
    }

    @ParameterizedTest
    @MethodSource("starts")
    void noNodeIsKilledBeforeItCouldStop(Start start) {
        ParseResult said = parse(start.words()).subcommand();
        int drain = said.hasMatchedOption("--drain") ? said.matchedOptionValue("--drain", 0) : 0;
        assertTrue(start.stopSeconds() >= drain + FAREWELL_SECONDS, start.toString());
    }

    @Test
    void thereIsACommandOfEachKind() throws IOException {
        assertEquals(9, starts().size(), () -> "add what is new to this test");
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(DEPLOY)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(DEPLOY.resolve("compose/made")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileReads(Path file) throws Exception {
        String name = DEPLOY.relativize(file).toString();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            assertFalse(yaml(name).isEmpty(), name);
        } else if (name.endsWith(".service")) {
            assertEquals(
                    List.of("Unit", "Service", "Install"),
                    List.copyOf(unit(name).keySet()));
        } else if (name.endsWith(".plist")) {
            assertTrue(plist(name).containsKey("Label"));
        } else if (name.endsWith("compose/prepare")) {
            Process check = new ProcessBuilder("sh", "-n", file.toString())
                    .redirectErrorStream(true)
                    .start();
            assertEquals("", new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(Files.isExecutable(file));
        } else {
            // Those of coordinators are read by the tests of their keys.
            assertTrue(
                    name.matches("Dockerfile(\\.dockerignore)?|.*\\.(conf|env|sysusers)|compose/\\.gitignore"),
                    () -> "nobody checks " + name);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void commentsTellCommandsThatVigilTakes(Path file) throws IOException {
        typed(Files.readString(file)).forEach(DeployFilesTests::parse);
    }

    @Test
    void manualTellsCommandsThatVigilTakes() throws IOException {
        List<List<String>> commands = typed(Files.readString(HOME.resolve("docs/cluster.md")));
        assertTrue(commands.size() >= 3, commands.toString());
        commands.forEach(DeployFilesTests::parse);
    }

    @Test
    void certificatesAreMadeByCommandsThatVigilTakes() throws IOException {
        String script = Files.readString(DEPLOY.resolve("compose/prepare"));
        List<String> lines = script.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("../../vigil "))
                .toList();
        assertEquals(3, lines.size());
        for (String line : lines) {
            parse(words(line.replace("\"", "").replace("$node", "n"))
                    .subList(1, words(line).size()));
        }
    }

    @Test
    void unitsEndWithTheirNodesAndStartThemAgain() throws IOException {
        for (String role : List.of("coordinator", "worker")) {
            Map<String, String> service = Objects.requireNonNull(
                    unit("systemd/vigil-" + role + ".service").get("Service"));
            assertEquals("SIGTERM", service.get("KillSignal"));
            // The signal must not reach children: they end with their parent, which finishes what runs.
            assertEquals("mixed", service.get("KillMode"));
            assertEquals("on-failure", service.get("Restart"));
            assertEquals(String.valueOf(Exit.INTERRUPTED.code()), service.get("SuccessExitStatus"));
            assertEquals("vigil", service.get("User"));
        }
        Map<String, String> worker =
                Objects.requireNonNull(unit("systemd/vigil-worker.service").get("Service"));
        assertEquals("continue", worker.get("OOMPolicy"));
        for (String key : List.of("SystemCallFilter", "PrivateDevices", "ProtectClock", "MemoryDenyWriteExecute")) {
            assertFalse(worker.containsKey(key), key);
        }
    }

    @Test
    void composeMountsWhatIsThereOrIsPrepared() throws IOException {
        String script = Files.readString(DEPLOY.resolve("compose/prepare"));
        Map<?, ?> services = map(yaml("compose.yaml").get(0).get("services"));
        for (Object service : services.values()) {
            for (String mount : words(map(service).get("volumes"))) {
                String from = mount.split(":")[0];
                if (from.startsWith("./compose/made/")) {
                    assertTrue(script.contains(from.substring("./compose/made/".length())), mount);
                } else if (from.startsWith("./")) {
                    assertTrue(Files.isRegularFile(DEPLOY.resolve(from)), mount);
                }
            }
        }
    }

    @Test
    void podsMountVolumesAndNameVariablesThatTheyHave() throws IOException {
        for (String name : List.of("coordinator", "worker", "worker-gpu")) {
            Map<?, ?> pod = pods("kubernetes/" + name + ".yaml").get(0);
            Map<?, ?> container = container(pod);
            List<String> volumes = new ArrayList<>(names(pod.get("volumes")));
            if (name.equals("coordinator")) {
                volumes.add("out");
            }
            assertEquals(List.copyOf(volumes), names(container.get("volumeMounts")));
            Matcher wanted = Pattern.compile("\\$\\((\\w+)\\)")
                    .matcher(words(container.get("args")).toString());
            while (wanted.find()) {
                assertTrue(names(container.get("env")).contains(wanted.group(1)), wanted.group());
            }
        }
    }

    @Test
    void gpuWorkersAskForOne() throws IOException {
        Map<?, ?> resources =
                map(container(pods("kubernetes/worker-gpu.yaml").get(0)).get("resources"));
        assertEquals(1, map(resources.get("limits")).get("nvidia.com/gpu"));
    }

    @Test
    void coordinatorsAreAskedWhetherTheyLive() throws IOException {
        Map<?, ?> container = container(pods("kubernetes/coordinator.yaml").get(0));
        Map.of("startupProbe", "/alive", "livenessProbe", "/alive", "readinessProbe", "/ready")
                .forEach((probe, path) -> assertEquals(
                        path, map(map(container.get(probe)).get("httpGet")).get("path"), probe));
    }

    @Test
    void imagesNameNoHost() throws IOException {
        List<String> images = new ArrayList<>();
        Files.readAllLines(DEPLOY.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .forEach(line -> images.add(line.substring("FROM ".length())));
        for (Object service : map(yaml("compose.yaml").get(0).get("services")).values()) {
            images.add(String.valueOf(map(service).get("image")));
        }
        for (String name : List.of("coordinator", "worker", "worker-gpu")) {
            images.add(String.valueOf(
                    container(pods("kubernetes/" + name + ".yaml").get(0)).get("image")));
        }
        assertEquals(9, images.size());
        for (String image : images) {
            assertFalse(
                    image.contains("/")
                            && image.substring(0, image.indexOf('/')).matches(".*[.:].*"),
                    image);
            assertNotEquals("null", image);
        }
    }

    private static ParseResult parse(List<String> words) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Surroundings surroundings = new Surroundings(
                nowhere, nowhere, Map.of(), HOME, Path.of(System.getProperty("java.home"), "bin", "java"), false, 80);
        return Vigil.commandLine(surroundings).parseArgs(words.toArray(String[]::new));
    }

    /** Commands that a text tells its reader to type, in blocks of their own. */
    private static List<List<String>> typed(String text) {
        return TYPED.matcher(text.replaceAll("\\\\\\n#?\\s*", ""))
                .results()
                .map(match -> words(match.group(1).replaceAll("[\\[\\]'\"]", "")))
                .toList();
    }

    private static Start ofUnit(String name) throws IOException {
        Map<String, String> service = Objects.requireNonNull(unit(name).get("Service"));
        Map<String, String> variables = new LinkedHashMap<>();
        String file = service.get("EnvironmentFile");
        if (file != null) {
            assertEquals("/etc/vigil/worker.env", file);
            Files.readAllLines(DEPLOY.resolve("systemd/worker.env")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("=", 2))
                    .forEach(pair -> variables.put(pair[0], pair[1]));
        }
        String command = REFERENCE
                .matcher(Objects.requireNonNull(service.get("ExecStart")))
                .replaceAll(match -> Objects.requireNonNull(variables.get(match.group(1)), match.group()));
        List<String> words = words(command);
        assertEquals("/opt/vigil/vigil", words.get(0));
        return new Start(
                name,
                words.subList(1, words.size()),
                Integer.parseInt(Objects.requireNonNull(service.get("TimeoutStopSec"))));
    }

    /** Sections, each with its keys; none is there twice in ours. */
    private static Map<String, Map<String, String>> unit(String name) throws IOException {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DEPLOY.resolve(name))) {
            if (line.startsWith("[")) {
                section = new LinkedHashMap<>();
                sections.put(line.substring(1, line.length() - 1), section);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] pair = line.split("=", 2);
                assertNull(section.put(pair[0], pair[1]), line);
            }
        }
        return sections;
    }

    private static Start ofPlist(String name) throws IOException {
        Map<String, Object> said = plist(name);
        List<String> words = words(said.get("ProgramArguments"));
        return new Start(
                name,
                words.subList(1, words.size()),
                Integer.parseInt(String.valueOf(Objects.requireNonNull(said.get("ExitTimeOut")))));
    }

    private static Map<String, Object> plist(String name) throws IOException {
        try (InputStream in = Files.newInputStream(DEPLOY.resolve(name))) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            Element root = factory.newDocumentBuilder().parse(in).getDocumentElement();
            return dict(elements(root).get(0));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> dict(Element dict) {
        assertEquals("dict", dict.getTagName());
        Map<String, Object> values = new LinkedHashMap<>();
        List<Element> parts = elements(dict);
        for (int i = 0; i < parts.size(); i += 2) {
            assertEquals("key", parts.get(i).getTagName());
            Element value = parts.get(i + 1);
            values.put(
                    parts.get(i).getTextContent(),
                    switch (value.getTagName()) {
                        case "dict" -> dict(value);
                        case "array" ->
                            elements(value).stream().map(Node::getTextContent).toList();
                        case "true", "false" -> Boolean.valueOf(value.getTagName());
                        case "string", "integer" -> value.getTextContent();
                        default -> throw new AssertionError(value.getTagName());
                    });
        }
        return values;
    }

    private static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The documents of a file; none has a key twice. */
    static List<Map<?, ?>> yaml(String name) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Map<?, ?>> documents = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(DEPLOY.resolve(name))) {
            new Yaml(new SafeConstructor(strict)).loadAll(in).forEach(document -> documents.add(map(document)));
        }
        return documents;
    }

    /** What the workloads of a file are made of. */
    private static List<Map<?, ?>> pods(String name) throws IOException {
        List<Map<?, ?>> pods = new ArrayList<>();
        for (Map<?, ?> document : yaml(name)) {
            assertTrue(document.containsKey("apiVersion") && document.containsKey("kind"), name);
            Map<?, ?> spec = document.containsKey("spec") ? map(document.get("spec")) : Map.of();
            if (spec.containsKey("template")) {
                Map<?, ?> labels =
                        map(map(map(spec.get("template")).get("metadata")).get("labels"));
                assertEquals(labels, map(spec.get("selector")).get("matchLabels"));
                pods.add(map(map(spec.get("template")).get("spec")));
            }
        }
        return pods;
    }

    private static Map<?, ?> container(Map<?, ?> pod) {
        return map(Objects.requireNonNull((List<?>) pod.get("containers")).get(0));
    }

    private static List<String> names(@Nullable Object list) {
        return ((List<?>) Objects.requireNonNull(list))
                .stream().map(each -> String.valueOf(map(each).get("name"))).toList();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    /** Of a list, or of a text with blanks between them; none of what is not there. */
    private static List<String> words(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value).strip().split("\\s+"));
    }
}
