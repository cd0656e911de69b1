package dev.vigil.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.target.TargetManifest.Entry;
import dev.vigil.model.target.TargetManifest.Link;
import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetManifestTests {
    private static final String LIBRARY = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);
    private static final Entry OWN = new Entry(0, "libmxnet.so", 100, LIBRARY, true);
    private static final Entry BLAS = new Entry(1, "libblas.so.3", 7, OTHER, false);
    private static final Link SHORT = new Link(1, "libblas.so", "libblas.so.3");

    private static TargetManifest of(List<Entry> files, List<Link> links) {
        return TargetManifest.of(LIBRARY, "libmxnet.so", 2, List.of(0, 1), files, links);
    }

    private static TargetManifest withFile(String name) {
        return of(List.of(OWN, new Entry(1, name, 7, OTHER, false)), List.of());
    }

    @Test
    void whatIsWellFormedHasNoProblem() {
        assertEquals("", of(List.of(OWN, BLAS), List.of(SHORT)).problem());
        TargetManifest linked = TargetManifest.of(
                LIBRARY,
                "libmxnet.so",
                1,
                List.of(0),
                List.of(new Entry(0, "libmxnet.so.1.9", 1, LIBRARY, false)),
                List.of(new Link(0, "libmxnet.so", "libmxnet.so.1.9")));
        assertEquals("", linked.problem(), "the library may be a link");
        assertEquals("", withFile("libmxnet.so").problem(), "one name in two folders");
        assertEquals("", withFile("libgrün 2..so.1").problem());
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : List.of(
                "",
                ".",
                "..",
                "../x.so",
                "a/b.so",
                "/etc/x.so",
                "a\\b.so",
                "..\\x.so",
                "C:x.so",
                "a:b.so",
                "x\0.so",
                "x\n.so",
                "x\r.so",
                "x\t.so",
                "x\u007f.so",
                "x\u0085.so",
                "x\u2028.so",
                "x\u202e.so",
                "x\u200b.so",
                "x\ufeff.so",
                "\ud800.so",
                "x.so.",
                "x.so ",
                "x".repeat(201),
                "ü".repeat(101))) {
            String problem = withFile(name).problem();
            assertFalse(problem.isEmpty(), "accepted as a file: '" + name + "'");
            assertTrue(problem.lines().count() == 1 && problem.length() < 400, problem);
            assertFalse(
                    of(List.of(OWN, BLAS), List.of(new Link(1, name, BLAS.name())))
                            .problem()
                            .isEmpty(),
                    "accepted as a link: '" + name + "'");
            assertFalse(
                    of(List.of(OWN, BLAS), List.of(new Link(1, "x.so", name)))
                            .problem()
                            .isEmpty(),
                    "accepted as where a link leads: '" + name + "'");
        }
    }

    @Test
    void namesThatASystemMayTakeForOneAreRefused() {
        for (List<String> two : List.of(
                List.of("libA.so", "liba.so"),
                List.of("libé.so", "libe\u0301.so"),
                List.of("libﬁ.so", "libfi.so"),
                List.of("libstraße.so", "libSTRASSE.so"))) {
            TargetManifest files = of(
                    List.of(OWN, new Entry(1, two.get(0), 7, OTHER, false), new Entry(1, two.get(1), 7, OTHER, false)),
                    List.of());
            assertTrue(files.problem().contains("differ in nothing but case"), two + ": " + files.problem());
            TargetManifest link = of(
                    List.of(OWN, new Entry(1, two.get(0), 7, OTHER, false)),
                    List.of(new Link(1, two.get(1), two.get(0))));
            assertTrue(link.problem().contains("differ in nothing but case"), two + ": " + link.problem());
        }
    }

    @Test
    void linksLeadToFilesOfTheirFolder() {
        assertEquals(
                "the link x.so leads to no file of its folder",
                of(List.of(OWN, BLAS), List.of(new Link(0, "x.so", "libblas.so.3")))
                        .problem());
        assertEquals(
                "the link x.so leads to no file of its folder",
                of(List.of(OWN, BLAS), List.of(SHORT, new Link(1, "x.so", "libblas.so")))
                        .problem(),
                "a link to a link");
    }

    @Test
    void numbersAndHashesAreChecked() {
        List<Entry> both = List.of(OWN, BLAS);
        List<TargetManifest> wrong = List.of(
                TargetManifest.of(LIBRARY, "libmxnet.so", 0, List.of(), List.of(), List.of()),
                TargetManifest.of(LIBRARY, "libmxnet.so", 33, List.of(0), both, List.of()),
                TargetManifest.of(LIBRARY, "libmxnet.so", 1, List.of(0), both, List.of()),
                TargetManifest.of(LIBRARY, "libmxnet.so", 2, List.of(0, 2), both, List.of()),
                TargetManifest.of(LIBRARY, "libmxnet.so", 2, List.of(-1), both, List.of()),
                TargetManifest.of(LIBRARY, "libother.so", 2, List.of(0), both, List.of()),
                TargetManifest.of(OTHER, "libmxnet.so", 2, List.of(0), both, List.of()),
                TargetManifest.of("AB".repeat(32), "libmxnet.so", 2, List.of(0), both, List.of()),
                of(List.of(OWN, new Entry(1, "x.so", -1, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "x.so", Long.MAX_VALUE, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "x.so", TargetManifest.BYTES_MAX, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "x.so", 1, "../" + OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "x.so", 1, LIBRARY, false)), List.of()),
                of(List.of(OWN, BLAS, new Entry(-1, "x.so", 1, "ef".repeat(32), false)), List.of()));
        for (TargetManifest manifest : wrong) {
            assertFalse(manifest.problem().isEmpty(), manifest.toString());
        }
        TargetManifest right = of(both, List.of());
        assertEquals(
                "its id is not that of what it says",
                new TargetManifest(OTHER, LIBRARY, "libmxnet.so", 2, List.of(0, 1), right.files(), List.of())
                        .problem());
    }

    @Test
    void theIdStandsForAllOfIt() {
        TargetManifest base = of(List.of(OWN, BLAS), List.of(SHORT));
        assertEquals(base.id(), of(List.of(BLAS, OWN), List.of(SHORT)).id(), "whatever the order");
        List<TargetManifest> others = List.of(
                of(List.of(OWN, BLAS), List.of()),
                of(List.of(OWN), List.of()),
                of(List.of(OWN, new Entry(0, "libblas.so.3", 7, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "libblas.so.4", 7, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "libblas.so.3", 8, OTHER, false)), List.of()),
                of(List.of(OWN, new Entry(1, "libblas.so.3", 7, "ef".repeat(32), false)), List.of()),
                of(List.of(OWN, new Entry(1, "libblas.so.3", 7, OTHER, true)), List.of()),
                TargetManifest.of(LIBRARY, "libmxnet.so", 2, List.of(1, 0), List.of(OWN, BLAS), List.of(SHORT)),
                TargetManifest.of(LIBRARY, "libmxnet.so", 3, List.of(0, 1), List.of(OWN, BLAS), List.of(SHORT)),
                TargetManifest.of(OTHER, "libmxnet.so", 2, List.of(0, 1), List.of(OWN, BLAS), List.of(SHORT)));
        Set<String> ids = new HashSet<>(List.of(base.id()));
        others.forEach(other -> assertTrue(ids.add(other.id()), other::toString));
        assertNotEquals("", base.id());
    }

    @Test
    void theLargestOneFitsIntoAMessage() {
        List<Entry> files = new ArrayList<>(List.of(OWN));
        while (files.size() <= TargetManifest.ENTRIES_MAX) {
            String name = "libsome-library-of-usual-length-" + files.size() + ".so.11";
            files.add(new Entry(1, name, TargetManifest.BYTES_MAX / 1000, "%064x".formatted(files.size()), true));
        }
        assertTrue(of(files, List.of()).problem().startsWith("its folders hold 501 shared libraries"));
        files.remove(1);
        TargetManifest largest = of(files, List.of());
        assertEquals("", largest.problem());
        int bytes = Wire.encode(new FromDepot.Manifest(largest)).length;
        assertTrue(bytes < 200 << 10, "bytes: " + bytes);
        files.replaceAll(file -> new Entry(
                file.folder(),
                file.name().equals(OWN.name()) ? file.name() : "x".repeat(150) + file.name(),
                file.size(),
                file.sha256(),
                file.executable()));
        assertEquals(
                "its names are too long for one message", of(files, List.of()).problem());
    }

    @Test
    void messagesComeBackAsTheyWere() throws IOException {
        FromDepot manifest = new FromDepot.Manifest(of(List.of(OWN, BLAS), List.of(SHORT)));
        assertEquals(manifest, Wire.decode(Wire.encode(manifest), FromDepot.class));
        FromDepot refused = new FromDepot.Refused("no", true);
        assertEquals(refused, Wire.decode(Wire.encode(refused), FromDepot.class));
        FromDepot.Chunk chunk = (FromDepot.Chunk) Wire.decode(
                Wire.encode(new FromDepot.Chunk(OTHER, 5, new byte[] {1, -1})), FromDepot.class);
        assertEquals(
                List.of(OTHER, 5L, (byte) 1, (byte) -1),
                List.of(chunk.sha256(), chunk.offset(), chunk.bytes()[0], chunk.bytes()[1]));
        for (ToDepot ask : List.of(
                new ToDepot.ManifestOf("pekko://here/user/me", LIBRARY),
                new ToDepot.BytesOf("pekko://here/user/me", OTHER, 1L << 33, ToDepot.CHUNK_BYTES_MAX))) {
            assertEquals(ask, Wire.decode(Wire.encode(ask), ToDepot.class));
        }
    }

    @Test
    void messagesThatLackSomethingAreNone() {
        for (String message : List.of(
                "{\"type\":\"manifest\"}",
                "{\"type\":\"chunk\",\"sha256\":\"x\",\"offset\":0}",
                "{\"type\":\"refused\"}",
                "{\"type\":\"manifest\",\"manifest\":{\"id\":\"x\"}}",
                "{\"type\":\"manifest\",\"manifest\":{\"id\":\"x\",\"sha256\":\"y\",\"library\":\"z\",\"folders\":1,"
                        + "\"libPath\":[null],\"files\":[{\"folder\":0}],\"links\":[]}}")) {
            assertThrows(IOException.class, () -> Wire.fromJson(message, FromDepot.class), message);
        }
    }
}
