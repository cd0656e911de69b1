package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.LaneHostMain;
import dev.vigil.cli.child.Processes;
import dev.vigil.coordinator.FindingAssembler;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which finding a replay takes, and what it ends with when it cannot be run. */
@Timeout(120)
final class ReplayTests {
    private static final String SIGNATURE = "elemwise_add|repeat|differs|";
    private static final String ID = FindingAssembler.id(SIGNATURE);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // needs nothing but the build
    private Typist typist;

    @BeforeEach
    void sit() {
        typist = new Typist(Built.cache());
    }

    @Test
    void findingOfTwoTargetsIsReplayedOnTheOneThatIsNamed() throws IOException {
        Path twin = Files.copy(Built.library(), work.resolve("libmxnet.so"));
        found(new Target("gone", "0".repeat(64), "/gone/libmxnet.so", List.of()), "seen on the one that is gone");
        found(new Target(twin.toString(), "1".repeat(64), twin.toString(), List.of()), "seen on the twin");
        found(new Target("gone", "2".repeat(64), "/gone/libmxnet.so", List.of()), "seen last");

        typist.assertRefused(
                typist.type("replay", ID, "--out", out()),
                ID + " was found on 2 targets; say with --target which to replay it on: " + twin + ", gone");

        Typist again = new Typist(Built.cache());
        again.type("replay", ID, "--times", "1", "--target", twin.toString(), "--out", out());
        assertTrue(again.out().contains("recorded  seen on the twin"), again.out() + again.err());
    }

    @Test
    void findingOfOneTargetNeedsNoNameWhateverItsBuild() {
        String library = Built.library().toString();
        found(new Target(library, "0".repeat(64), library, List.of()), "on an older build");
        found(new Target(library, "1".repeat(64), library, List.of()), "on a newer build");

        int code = typist.type("replay", ID, "--times", "1", "--out", out());

        assertEquals(Exit.DONE.code(), code, typist.err());
        assertTrue(typist.out().contains("recorded  on a newer build"), typist.out());
    }

    @Test
    void buildThatDoesNotLoadIsBadInput() throws IOException {
        Path alone = Files.copy(Built.library(), work.resolve("libmxnet.so"));
        typist.assertRefused(
                typist.type("replay", file(), "--times", "1", "--target", alone.toString()),
                "cannot open shared object file: No such file or directory");
    }

    @Test
    void lostLaneHostIsAFaultOfOurOwn() throws Exception {
        String ours = Processes.ofWorkerIn(ProcessHandle.current().pid());
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> type("replay", "--times", "200"));
        List<ProcessHandle> hosts = Processes.running(LaneHostMain.class, ours);
        while (hosts.isEmpty() && !code.isDone()) {
            hosts = Processes.running(LaneHostMain.class, ours);
        }
        hosts.get(0).destroyForcibly();

        assertEquals(Exit.OUR_FAULT.code(), code.get(60, TimeUnit.SECONDS), typist.err());
        assertEquals(1, typist.err().lines().count(), typist.err());
        assertTrue(typist.err().startsWith("vigil: a fault of our own: "), typist.err());
    }

    private int type(String verb, String... more) {
        try {
            String[] words = {verb, file(), more[0], more[1]};
            return typist.type(words);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String out() {
        return work.resolve("vigil-out").toString();
    }

    private String file() throws IOException {
        Proof proof = proof("it differed");
        Finding finding = new FindingAssembler(
                        new Target(Built.library().toString(), "0".repeat(64), "", List.of()),
                        () -> null,
                        id -> "vigil replay " + id,
                        InstantSource.system())
                .make(proof, PastRuns.candidate(proof), null);
        return Files.writeString(work.resolve("findings.json"), Wire.toJson(FindingList.of(List.of(finding))))
                .toString();
    }

    private void found(Target target, String observed) {
        PastRuns.prove(Path.of(out()), target, null, List.of(proof(observed)));
    }

    private static Proof proof(String observed) {
        return PastRuns.proof(SIGNATURE, FindingStatus.PROVEN, observed);
    }
}
