package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.WorkUnit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a store when the world is unkind. */
class StoreFaultTests {
    private static final int HEADER_BYTES = 8192;
    private static final int BIT_EVERY_BYTES = 1000;

    @TempDir
    Path dir;

    private record Said(String campaign, List<String> accepted, String fault) {}

    private List<String> childCommand(Path store) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                AcceptingChild.class.getName(),
                store.toString());
    }

    /** Runs the child until it ends or has accepted that many results, then kills it the hard way. */
    private static Said runChild(List<String> command, int killAfter) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String campaign = "";
        String fault = "";
        List<String> accepted = new ArrayList<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("campaign ")) {
                    campaign = line.substring(9);
                } else if (line.startsWith("accepted ")) {
                    accepted.add(line.substring(9));
                } else if (line.startsWith("fault ")) {
                    fault = line.substring(6);
                }
                if (accepted.size() == killAfter) {
                    // Not through the Process: that would close the stream and hide what was accepted until then.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
        return new Said(campaign, accepted, fault);
    }

    private static void assertHolds(Path folder, Said said) {
        try (Store store = Store.open(folder)) {
            List<String> done = store.units().standings(said.campaign()).stream()
                    .filter(Units.Standing::done)
                    .map(s -> s.unit().id())
                    .toList();
            assertTrue(done.containsAll(said.accepted()), "accepted results were lost");
            assertEquals(
                    10L * done.size(), store.books().totals(said.campaign()).generated());
            assertEquals(
                    15L * done.size(),
                    store.books().oracleCounts(said.campaign()).stream()
                            .mapToLong(c -> c.holds() + c.violated() + c.inconclusive())
                            .sum(),
                    "counters and results are of one transaction");
        }
    }

    @Test
    @Timeout(120)
    void aKilledProcessLosesNothingThatWasAccepted() throws Exception {
        for (int killAfter : new int[] {1, 7, 60}) {
            Path folder = dir.resolve("killed" + killAfter);
            Said said = runChild(childCommand(folder), killAfter);
            assertTrue(said.accepted().size() >= killAfter, said.toString());
            assertHolds(folder, said);
        }
    }

    @Test
    @Timeout(120)
    void aFullDiskIsOneLineAndLosesNothing() throws Exception {
        Path folder = dir.resolve("full");
        // A limit on file size is what a full disk looks like to a process, without needing a disk.
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 1500; exec \"$@\"", "bash"));
        command.addAll(childCommand(folder));
        command.add(command.indexOf("-Xmx256m"), "-XX:-UsePerfData");
        Said said = runChild(command, Integer.MAX_VALUE);
        assertTrue(said.fault().contains("full") && said.fault().contains("make room"), said.fault());
        assertTrue(!said.accepted().isEmpty());
        assertHolds(folder, said);
    }

    @Test
    void aDamagedStoreIsRefusedAndLeftAsItIs() throws Exception {
        try (Store store = Store.open(dir)) {
            store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
        }
        Path file = dir.resolve("store.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 0, bytes.length, (byte) 0x5A);
        Files.write(file, bytes);
        StoreFault fault = assertThrows(StoreFault.class, () -> Store.open(dir));
        assertTrue(String.valueOf(fault.getMessage()).contains("is damaged"), fault.getMessage());
        assertTrue(Arrays.equals(bytes, Files.readAllBytes(file)), "the file was changed");
    }

    @Test
    void aStoreDamagedFurtherDownIsRefusedWhenReadAndLeftAsItIs() throws Exception {
        fillStore();
        Path file = dir.resolve("store.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        // The headers are whole, and one bit in each of the blocks behind them is not.
        for (int at = HEADER_BYTES; at < bytes.length; at += BIT_EVERY_BYTES) {
            bytes[at] ^= 1;
        }
        Files.write(file, bytes);
        StoreFault fault = assertThrows(StoreFault.class, () -> {
            try (Store store = Store.openToRead(dir)) {
                for (Campaign campaign : store.campaigns().history()) {
                    store.units().standings(campaign.id());
                }
            }
        });
        // What H2 stumbles over first depends on where the bits fall, and so do its words.
        assertEquals(1, String.valueOf(fault.getMessage()).lines().count(), fault.getMessage());
        assertTrue(Arrays.equals(bytes, Files.readAllBytes(file)), "the file was changed");
    }

    @Test
    void aReaderWritesNothingEvenAfterAKilledProcess() throws Exception {
        Path folder = dir.resolve("killed");
        Said said = runChild(childCommand(folder), 20);
        Path file = folder.resolve("store.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        try (Store store = Store.openToRead(folder)) {
            List<String> done = store.units().standings(said.campaign()).stream()
                    .filter(Units.Standing::done)
                    .map(s -> s.unit().id())
                    .toList();
            assertTrue(done.containsAll(said.accepted()));
            assertThrows(StoreFault.class, () -> store.campaigns().start(Samples.SETTINGS, Samples.TARGET));
        }
        assertTrue(Arrays.equals(bytes, Files.readAllBytes(file)), "the file was changed");
    }

    private void fillStore() {
        try (Store store = Store.open(dir)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            for (int i = 0; i < 50; i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op")));
            }
        }
    }

    @Test
    void aTruncatedStoreIsRefusedOrOpensWithoutHarm() throws Exception {
        fillStore();
        Path file = dir.resolve("store.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 3));
        try {
            Store.open(dir).close();
        } catch (StoreFault fault) {
            assertTrue(String.valueOf(fault.getMessage()).contains("is damaged"), fault.getMessage());
        }
    }

    @Test
    @Timeout(60)
    void aStoreInUseIsNamedAsSuch() throws Exception {
        Process child = new ProcessBuilder(childCommand(dir))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(String.valueOf(lines.readLine()).startsWith("campaign "));
            StoreFault fault = assertThrows(StoreFault.class, () -> Store.open(dir));
            assertTrue(String.valueOf(fault.getMessage()).contains("in use by another run"), fault.getMessage());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aStoreOfANewerVersionIsRefused() throws Exception {
        Store.open(dir).close();
        String url = "jdbc:h2:file:" + dir.toAbsolutePath().resolve("store")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        try (Connection connection = DriverManager.getConnection(url, "vigil", "");
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into \"vigil_schema\" (\"installed_rank\", \"version\", \"description\", \"type\","
                            + " \"script\", \"checksum\", \"installed_by\", \"execution_time\", \"success\") values"
                            + " (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'vigil', 1, true)");
        }
        StoreFault fault = assertThrows(StoreFault.class, () -> Store.open(dir));
        assertTrue(String.valueOf(fault.getMessage()).contains("newer Vigil (schema 99)"), fault.getMessage());
    }

    @Test
    void aFolderThatCannotBeMadeIsOneLine() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        StoreFault fault = assertThrows(StoreFault.class, () -> Store.open(file.resolve("below")));
        assertEquals(1, String.valueOf(fault.getMessage()).lines().count());
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLine() {
        StoreFault fault = assertThrows(
                StoreFault.class, () -> Store.open("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=2", "u", ""));
        assertTrue(String.valueOf(fault.getMessage()).contains("cannot be reached"), fault.getMessage());
        assertEquals(1, String.valueOf(fault.getMessage()).lines().count());
    }
}
