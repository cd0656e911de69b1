package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.cli.child.Built;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import dev.vigil.model.wire.Wire;
import dev.vigil.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with what a user gives: one line that says so, exit code 2, and nothing written or lost. */
@Timeout(120)
final class BadInputTests {
    private static final int MACHINE_OFFSET = 18;
    private static final byte AARCH64 = (byte) 183;
    private static final int HEAD_BYTES = 100_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // needs nothing but the build
    private Typist typist;

    @BeforeEach
    void sit() {
        typist = new Typist(Built.cache());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void textFileIsNoLibrary(String verb) throws IOException {
        Path file = Files.writeString(work.resolve("libmxnet.so"), "not a library\n");
        assertNoTarget(verb, file, "is no shared library: it does not start with an ELF header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void truncatedLibraryIsSaidToBeTruncated(String verb) throws IOException {
        assertNoTarget(verb, Files.write(work.resolve("libmxnet.so"), head()), "is truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void libraryOfAnotherMachineIsNamed(String verb) throws IOException {
        byte[] bytes = head();
        bytes[MACHINE_OFFSET] = AARCH64;
        assertNoTarget(verb, Files.write(work.resolve("libmxnet.so"), bytes), "is built for aarch64, this machine is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void archiveThatEscapesItsFolderIsRefused(String verb) throws IOException {
        Path archive = work.resolve("evil.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("../../escaped/libmxnet.so"));
            zip.write(head());
        }
        assertNoTarget(verb, archive, "would be written outside its own folder");
        assertFalse(Files.exists(Built.cache().resolve("escaped")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void truncatedArchiveIsSaidToBeTruncated(String verb) throws IOException {
        Path archive = work.resolve("half.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("mxnet/libmxnet.so"));
            zip.write(head());
        }
        byte[] whole = Files.readAllBytes(archive);
        assertNoTarget(verb, Files.write(archive, Arrays.copyOf(whole, whole.length / 2)), "is truncated or damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "targets"})
    void targetThatIsNothingSaysWhatThereIs(String verb) {
        assertNoTarget(verb, work.resolve("none.so"), "is neither a file here nor 'default', maven:");
        assertFalse(Files.exists(work.resolve("none.so")));
    }

    @Test
    void libraryThatDoesNotLoadComesWithTheLoadersWords() throws IOException {
        Path alone = Files.copy(Built.library(), work.resolve("libmxnet.so"));
        int code = typist.type("run", "--target", alone.toString(), "--out", out(), "--slots", "1");
        typist.assertRefused(code, "cannot open shared object file: No such file or directory; give a build");
        assertTrue(typist.err().contains("--lib-path"), typist.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--minutes 0               | --minutes must be over 0",
                "--slots 0                 | --slots must be from 1",
                "--ops a;b                 | is no pattern of operator names",
                "--oracles clairvoyance    | no oracle is called 'clairvoyance'; there are",
                "--device abacus           | --device must be one of cpu, gpu",
                "--plan clever             | --plan must be one of adaptive, fixed",
                "--baseline c0             | --baseline c0 is neither a campaign nor the target of one in",
                "--lib-path /no/such/place | --lib-path /no/such/place is no folder",
                "--cases-per-operator x    | Invalid value for option '--cases-per-operator'",
                "--suite pytest:/          | --suite is for campaigns with the lane suites",
                "suites                    | the lane suites needs a suite: --suite KIND:PATH",
                "suites --suite junit:/x   | --suite 'junit' is no kind of suite; there are pytest, gtest, script",
                "suites --suite gtest:/no  | --suite 'gtest:/no': /no is not there",
                "suites --suite gtest:/etc | --suite 'gtest:/etc': /etc is no program that can be run",
                "suites --suite script:/no/*.py | --suite 'script:/no/*.py': /no is not there",
                "nosuchpreset              | no preset is called nosuchpreset; there are quick, smoke",
                "/no/such.conf             | campaign file /no/such.conf is not there",
            })
    void runSaysWhichValueItDoesNotTake(String words, String answer) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(words.split(" ")));
        command.addAll(List.of("--target", Built.library().toString(), "--out", out()));
        typist.assertRefused(typist.type(command.toArray(String[]::new)), answer);
    }

    @Test
    void campaignFileIsRefusedByLineAndKey() throws IOException {
        Path file = Files.writeString(work.resolve("mine.conf"), "minutes = 1\nminuts = 3\n");
        typist.assertRefused(typist.type("run", file.toString(), "--out", out()), "2: unknown key 'minuts'; keys are");
        assertFalse(Files.exists(Path.of(out())));
    }

    @Test
    void outThatIsAFileIsSaidSo() throws IOException {
        Path file = Files.writeString(work.resolve("out"), "mine");
        int code = typist.type("run", "--target", Built.library().toString(), "--out", file.toString());
        typist.assertRefused(code, "is a file; give a folder");
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void resumeWithoutAnyRunIsSaidSo() {
        typist.assertRefused(typist.type("run", "--resume", "--out", out()), "nothing to resume in");
        assertFalse(Files.exists(Path.of(out())));
    }

    @Test
    void resumeOfAFinishedCampaignIsSaidSo() {
        campaign(Campaign.State.FINISHED);
        typist.assertRefused(typist.type("run", "--resume", "--out", out()), "no campaign there is unfinished");
    }

    @Test
    void resumeOnAnotherBuildIsRefused() {
        campaign(Campaign.State.INTERRUPTED);
        typist.assertRefused(typist.type("run", "--resume", "--out", out()), "is another build now; start a new run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "report", "ops", "replay VF-1", "run --resume", "run --target default"})
    void damagedStoreIsRefusedAndLeftAsItIs(String command) throws IOException {
        campaign(Campaign.State.INTERRUPTED);
        Path store = Path.of(out(), "store.mv.db");
        byte[] bytes = Files.readAllBytes(store);
        Arrays.fill(bytes, 0, bytes.length / 2, (byte) 0x5A);
        Files.write(store, bytes);
        String[] words = (command.replace("default", Built.library().toString()) + " --out " + out()).split(" ");
        typist.assertRefused(typist.type(words), "is damaged; move it away or bring a copy back");
        assertArrayEquals(bytes, Files.readAllBytes(store));
    }

    /** H2 tidies up in a file that it closes, and what looks whole may be damaged further down. */
    @ParameterizedTest
    @ValueSource(strings = {"findings", "report", "ops"})
    void readingVerbsWriteNothingIntoTheStore(String verb) throws IOException {
        campaign(Campaign.State.INTERRUPTED);
        Path store = Path.of(out(), "store.mv.db");
        byte[] before = Files.readAllBytes(store);
        typist.type(verb, "--out", out());
        assertArrayEquals(before, Files.readAllBytes(store));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                                      | line 1: no valid JSON",
                "[]                                            | expected an object with \"schema\" first",
                "{\"schema\": 3}                               | schema is 3, expected \"vigil.findings/1\"",
                "{\"schema\": \"vigil.findings/1\"}            | findings is missing or no list",
                "{\"schema\": \"vigil.findings/1\", \"findings\": [7]} | findings[0] is no object",
                "{\"schema\": \"vigil.findings/1\", \"findings\": []}  | holds no finding",
            })
    void fileThatIsNoFindingsFileIsRefused(String text, String answer) throws IOException {
        Path file = Files.writeString(work.resolve("findings.json"), text);
        typist.assertRefused(typist.type("replay", file.toString()), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/                              | class      | \"bad luck\" | class has an unknown word, expected one of crash",
                "/                              | oracle     | \"tarot\"    | no oracle is called 'tarot'; there are",
                "/                              | target     | \"moon\"     | target moon is neither a file here",
                "/                              | case       | {}           | case lacks a part",
                "/case                          | steps      | []           | a case needs a step",
                "/case/settings                 | device     | \"abacus\"   | device is abacus, expected one of [cpu, gpu]",
                "/case/settings                 | environment | {\"A=B\": \"1\"} | no process can have the variable A=B",
                "/case/steps/0                  | attributes | {\"k\": null} | steps[0] lacks a part, or has a null in it",
                "/case/steps/0                  | inputs     | [null]       | steps[0] lacks a part, or has a null in it",
                "/case/steps/0/inputs/0         | dtype      | \"float99\"  | inputs[0].dtype has an unknown word",
                "/case/steps/0/inputs/0         | shape      | [-3]         | negative axis length in [-3]",
                "/case/steps/0/inputs/0         | fill       | {\"kind\": \"chaos\"} | Could not resolve type id 'chaos'",
            })
    void findingWithNonsenseIsRefusedByItsField(String at, String field, String value, String answer)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode file = (ObjectNode) json.readTree(Wire.toJson(FindingList.of(List.of(finding()))));
        ObjectNode place = (ObjectNode) file.at("/findings/0" + (at.equals("/") ? "" : at));
        place.set(field, json.readTree(value));
        Path written = Files.writeString(work.resolve("edited.json"), json.writeValueAsString(file));
        typist.assertRefused(typist.type("replay", written.toString()), answer);
    }

    @Test
    void findingOfAnOperatorThatTheBuildDoesNotListCannotBeTold() throws IOException {
        String text = Wire.toJson(FindingList.of(List.of(finding()))).replace("elemwise_add", "no_such_operator");
        Path written = Files.writeString(work.resolve("edited.json"), text);
        assertEquals(Exit.UNDECIDED.code(), typist.type("replay", written.toString(), "--times", "1"), typist.err());
        assertTrue(typist.out().contains("undecided: it could not be run"), typist.out());
    }

    private void assertNoTarget(String verb, Path file, String words) {
        int code = verb.equals("run")
                ? typist.type("run", "--target", file.toString(), "--out", out())
                : typist.type(verb, file.toString());
        typist.assertRefused(code, words);
        assertTrue(typist.err().contains(file.toString()), typist.err());
        assertFalse(Files.exists(Path.of(out())), "a run that never began left a folder");
    }

    private String out() {
        return work.resolve("vigil-out").toString();
    }

    private static byte[] head() throws IOException {
        try (InputStream in = Files.newInputStream(Built.library())) {
            return in.readNBytes(HEAD_BYTES);
        }
    }

    private void campaign(Campaign.State state) {
        CampaignSettings settings = new CampaignSettings(
                "quick",
                new TargetSpec(Built.library().toString(), List.of()),
                5,
                1,
                "cpu",
                1,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.FIXED,
                10);
        Target target = new Target("earlier", "0".repeat(64), Built.library().toString(), List.of());
        try (Store store = Store.open(Path.of(out()))) {
            store.campaigns().mark(store.campaigns().start(settings, target).id(), state, 0);
        }
    }

    private static Finding finding() {
        Input.Array input = new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Constant(1));
        Case call = new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of("elemwise_add", new TreeMap<>(), List.of(input, input))));
        return new Finding(
                Finding.SCHEMA,
                "VF-1",
                FindingStatus.PROVEN,
                FindingState.OPEN,
                "elemwise_add|repeat|differs|",
                "g",
                "elemwise_add",
                "repeat",
                FaultClass.NONDETERMINISM,
                Severity.LOW,
                call,
                "it differed",
                "the same bits",
                new Reproduction(3, 3),
                List.of(),
                Built.library().toString(),
                new TreeMap<>(),
                1,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                "vigil replay VF-1",
                List.of(),
                List.of());
    }
}
