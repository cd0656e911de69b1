package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.child.Built;
import dev.vigil.cli.report.ReportAssembly;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.target.Target;
import dev.vigil.reports.FindingsFile;
import dev.vigil.reports.ReportData;
import dev.vigil.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --baseline} makes of a campaign, told from the store as {@code vigil report} tells it. */
@Timeout(60)
final class BaselineTests {
    private static final Target OLD = new Target("old", "0".repeat(64), "/old/libmxnet.so", List.of());
    private static final Target NEW = new Target("new", "1".repeat(64), "/new/libmxnet.so", List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path out;

    @Test
    void findingsAreNewOrKnownAgainstAllEarlierCampaignsOfATarget() throws Exception {
        campaign(OLD, null, proven("a"), proven("b"));
        campaign(OLD, null, unstable("c"), unstable("gone"));
        campaign(NEW, "old", proven("a"), proven("c"), proven("d"), unstable("e"));

        String said = report();

        assertTrue(said.contains("baseline  1 new against old, 2 known, 1 of old's not seen"), said);
        Map<String, FindingBaseline> standings = FindingsFile.read(out.resolve("findings.json")).findings().stream()
                .collect(Collectors.toMap(Finding::signature, f -> java.util.Objects.requireNonNull(f.baseline())));
        assertEquals(
                Map.of(
                        "a", FindingBaseline.KNOWN,
                        "c", FindingBaseline.KNOWN,
                        "d", FindingBaseline.NEW,
                        "e", FindingBaseline.NEW),
                standings);
        // The ledger has the findings of the old build under the same ids; those are compared with nothing.
        List<String> rows = Files.readString(out.resolve("findings.md"))
                .lines()
                .filter(l -> l.startsWith("| [VF-"))
                .toList();
        assertEquals(8, rows.size());
        assertEquals(2, rows.stream().filter(r -> r.endsWith(" new |")).count());
        assertEquals(2, rows.stream().filter(r -> r.endsWith(" known |")).count());
    }

    @Test
    void oneCampaignIsABaselineOfItsOwn() {
        String first = campaign(OLD, null, proven("a"));
        campaign(OLD, null, proven("b"));
        campaign(OLD, first, proven("a"), proven("b"));

        String said = report();

        assertTrue(said.contains("1 new against " + first + ", 1 known, 0 of " + first + "'s not seen"), said);
    }

    @Test
    void aCampaignIsNotItsOwnBaselineNorIsALaterOne() {
        campaign(OLD, null, proven("a"));
        String second = campaign(OLD, "old", proven("a"), proven("b"));
        campaign(OLD, null, proven("b"), proven("c"));

        assertTrue(report("--campaign", second).contains("1 new against old, 1 known, 0 of old's not seen"));
    }

    @Test
    void withoutABaselineNothingIsCompared() {
        campaign(OLD, null, proven("a"));
        campaign(NEW, null, proven("a"));

        assertFalse(report().contains("baseline"));
    }

    @Test
    void findingsOfSeveralTargetsAreListedWithTheirs() {
        campaign(OLD, null, proven("a"));
        assertFalse(findings().contains("  on old"), "there is only one");
        campaign(NEW, null, proven("a"));
        assertTrue(findings().contains("  on old\n") && findings().contains("  on new\n"), findings());
    }

    @Test
    void statsCountTheCasesOfProvenFindingsAlone() {
        campaign(OLD, null, unstable("b"));
        assertEquals(
                "median (largest) - elements an input, - attributes, - steps",
                findings("--stats").strip());
        campaign(OLD, null, proven("a"));
        assertTrue(findings("--stats").strip().endsWith(" attributes, 1 (1) steps"), findings("--stats"));
    }

    private String findings(String... more) {
        Typist typist = new Typist(Built.cache());
        String[] words = Stream.concat(Stream.of("findings", "--out", out.toString()), Stream.of(more))
                .toArray(String[]::new);
        assertEquals(Exit.DONE.code(), typist.type(words), typist.err());
        return typist.out();
    }

    @Test
    void whatItsReplaysSawComesWithEveryFinding() {
        String id = campaign(OLD, null, proven("a"), unstable("b"));
        try (Store store = Store.openToRead(out)) {
            ReportData data = new ReportAssembly(store).of(id);
            assertEquals(
                    data.findings().stream().map(Finding::id).collect(Collectors.toSet()),
                    data.observations().keySet());
        }
    }

    private String report(String... more) {
        Typist typist = new Typist(Built.cache());
        String[] words = new String[more.length + 3];
        words[0] = "report";
        words[1] = "--out";
        words[2] = out.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        assertEquals(Exit.DONE.code(), typist.type(words), typist.err());
        return typist.out();
    }

    private String campaign(Target target, @org.jspecify.annotations.Nullable String baseline, Proof... proofs) {
        return PastRuns.prove(out, target, baseline, List.of(proofs));
    }

    private static Proof proven(String signature) {
        return PastRuns.proof(signature, FindingStatus.PROVEN, "it differed");
    }

    private static Proof unstable(String signature) {
        return PastRuns.proof(signature, FindingStatus.UNSTABLE, "it differed once");
    }
}
