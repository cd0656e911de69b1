package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.wire.Wire;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FindingsFileTests {
    private static final Finding ONE = Samples.finding("F-1", "op", FaultClass.CRASH, FindingStatus.PROVEN);

    @TempDir
    Path folder = Path.of("");

    @Test
    void singleFindingIsRead() throws Exception {
        assertEquals(
                List.of(ONE), FindingsFile.read(file(Wire.toPrettyJson(ONE))).findings());
    }

    @Test
    void unknownFieldsArePassedOver() throws Exception {
        String json = Ledger.json(List.of(ONE)).replace("\"signature\"", "\"later\" : {\"x\":[1]}, \"signature\"");

        assertEquals(List.of(ONE), FindingsFile.read(file(json)).findings());
    }

    /** Replaces one piece of a good file, and expects line and complaint. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    "status" : "proven"     ~ "status" : "perhaps"    ~ line 6: findings[0].status is "perhaps", expected one of proven, unstable
                    "class" : "crash"       ~ "class" : "boom"        ~ line 12: findings[0].class has an unknown word, expected one of crash, hang
                    "id" : "F-1",           ~                         ~ line 3: findings[0].id is missing
                    "hits" : 5              ~ "hits" : "many"         ~ line 3: findings[0].reproduced needs the whole numbers hits and runs
                    "seed" : 99             ~ "seed" : "x"            ~ findings[0].seed
                    "oracle" : "survival"   ~ "oracle" : 7            ~ line 3: findings[0].oracle is no text but 7
                    "dtype" : "int32"       ~ "dtype" : "int33"       ~ findings[0].case.steps[0].inputs[0].dtype has an unknown word, expected one of float32
                    "shape" : [ 4 ]         ~ "shape" : [ -4 ]        ~ findings[0].case.steps[0].inputs[0].shape: negative axis length
                    "kind" : "range"        ~ "kind" : "dream"        ~ findings[0].case.steps[0].inputs[0].fill
                    "operator" : "first_step" ~ "operator" : null     ~ findings[0].case.steps[0] lacks a part
                    vigil.findings/1        ~ vigil.findings/9        ~ line 1: schema is "vigil.findings/9", expected "vigil.findings/1" or "vigil.finding/1"
                    vigil.finding/1         ~ vigil.finding/2         ~ line 3: findings[0].schema is "vigil.finding/2", expected "vigil.finding/1"
                    """)
    void nonsenseIsNamedWithLineAndField(String good, String bad, String complaint) throws Exception {
        String json = Ledger.json(List.of(ONE));
        assertTrue(json.contains(good), json);
        Path file = file(json.replaceFirst(java.util.regex.Pattern.quote(good), bad == null ? "" : bad));

        ReportException e = assertThrows(ReportException.class, () -> FindingsFile.read(file));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(file + " line ") && message.contains(complaint), message);
        assertEquals(1, message.lines().count());
        assertTrue(!message.contains("dev.vigil") && !message.contains("java."), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "7",
                "{",
                "{\"schema\":\"vigil.findings/1\"}",
                "{\"schema\":\"vigil.findings/1\",\"findings\":7}",
                "{\"schema\":\"vigil.findings/1\",\"findings\":[7]}",
                "{\"schema\":\"vigil.findings/1\",\"findings\":[null]}",
                "{\"schema\":\"vigil.findings/1\",\"findings\":[]} and more",
                "{\"schema\":\"vigil.finding/1\"}",
                "{\"schema\":7,\"findings\":[]}"
            })
    void otherTextGivesOneLine(String text) throws Exception {
        Path file = file(text);

        ReportException e = assertThrows(ReportException.class, () -> FindingsFile.read(file));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(file.toString()), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void deepNestingGivesOneLine() throws Exception {
        Path file = file("{\"schema\":" + "[".repeat(2_000_000));

        assertThrows(ReportException.class, () -> FindingsFile.read(file));
    }

    @Test
    void bytesThatAreNoTextGiveOneLine() throws Exception {
        Path file = Files.write(folder.resolve("f.json"), new byte[] {(byte) 0x7F, 'E', 'L', 'F', (byte) 0xFF});

        ReportException e = assertThrows(ReportException.class, () -> FindingsFile.read(file));

        assertEquals(file + ": is no UTF-8 text; a findings file is JSON", e.getMessage());
    }

    @Test
    void hugeFileIsRefusedUnread() throws Exception {
        Path file = folder.resolve("f.json");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(1L << 40);
        }

        ReportException e = assertThrows(ReportException.class, () -> FindingsFile.read(file));

        assertTrue(String.valueOf(e.getMessage()).contains("more than the"), e.getMessage());
    }

    @Test
    void missingFileAndFolderAreNamed() {
        ReportException missing =
                assertThrows(ReportException.class, () -> FindingsFile.read(folder.resolve("none.json")));
        ReportException noFile = assertThrows(ReportException.class, () -> FindingsFile.read(folder));

        assertEquals(folder.resolve("none.json") + ": no such file", missing.getMessage());
        assertEquals(folder + ": is no file", noFile.getMessage());
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("f.json"), text);
    }
}
