package dev.vigil.reports.export;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.wire.Wire;
import dev.vigil.reports.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A JUnit test for {@code property-tests/src/test/java/dev/vigil/properties/lane}, which replays a finding on a real build
 * through the lane and asserts that its oracle holds: it fails as long as the fault is there.
 */
public final class JUnitTest {
    /** Of one line of the JSON in the source. */
    private static final int PIECE = 80;

    private static final int TEXT_MAX = 200;

    private static final String TEMPLATE = """
            package dev.vigil.properties.lane;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import dev.vigil.model.finding.Candidate;
            import dev.vigil.model.finding.Finding;
            import dev.vigil.model.finding.Proof;
            import dev.vigil.model.unit.UnitLimits;
            import dev.vigil.model.unit.UnitResult;
            import dev.vigil.model.unit.WorkUnit;
            import dev.vigil.model.wire.Wire;
            import dev.vigil.properties.executor.Builds;
            import dev.vigil.properties.executor.LocalContext;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.Objects;
            import java.util.TreeMap;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.io.TempDir;

            /** @ABOUT@. */
            final class @NAME@ {
                private static final int TIMES = @TIMES@;

                /** The finding as {@code vigil findings export --as json} gives it, in pieces: constants have a largest size. */
                private static final String FINDING = String.join(
                        "",
            @JSON@);

                @Test
                void oracleHoldsInEveryReplay(@TempDir Path folder) throws Exception {
                    Finding finding = Wire.fromJson(FINDING, Finding.class);
                    WorkUnit unit = new WorkUnit(
                            "exported/0/0",
                            "exported",
                            PropertiesLane.NAME,
                            WorkUnit.Task.PROVE,
                            0,
                            finding.seed(),
                            List.of(finding.call().operator()),
                            List.of(),
                            TIMES,
                            finding.call().settings(),
                            List.of(finding.oracle()),
                            UnitLimits.USUAL,
                            Candidate.of(finding));
                    TreeMap<String, String> environment = new TreeMap<>(finding.call().settings().environment());
                    if (!finding.call().settings().oneDnn()) {
                        environment.put("MXNET_MKLDNN_ENABLED", "0");
                        environment.put("MXNET_ONEDNN_ENABLED", "0");
                    }
                    UnitResult result = new PropertiesLane()
                            .run(unit, new LocalContext(folder, Builds.@BUILD@(), environment));
                    Proof proof = Objects.requireNonNull(result.proof());
                    assertEquals(List.of(), result.faults());
                    assertEquals(0, proof.reproduced().hits(), proof.violation().observed());
                    assertEquals(TIMES, proof.held(), "replays in which the oracle was content");
                }
            }
            """;

    private JUnitTest() {}

    /** Name of the class, and of its file without {@code .java}. */
    public static String name(Finding finding) {
        return "Finding" + finding.id().replaceAll("[^A-Za-z0-9]", "") + "Tests";
    }

    public static String of(Finding finding) {
        String about = finding.fault().text() + " in " + Objects.requireNonNullElse(finding.operator(), "no operator")
                + ", " + finding.id() + " on " + finding.target();
        // A 2.x build is none of the repository's own, and its tests are skipped where there is none.
        boolean second = finding.environment().getOrDefault("abi", "").startsWith("2");
        return TEMPLATE.replace("@NAME@", name(finding))
                .replace("@ABOUT@", comment(about))
                .replace(
                        "@TIMES@",
                        Integer.toString(Math.max(1, finding.reproduced().runs())))
                .replace("@BUILD@", second ? "two" : "one")
                .replace("@JSON@", pieces(Wire.toJson(finding)));
    }

    private static String comment(String text) {
        return PlainText.oneLine(text, TEXT_MAX)
                .replace("*/", "* /")
                .replace("\\", "&#92;")
                .replace("@", "&#64;")
                .replace("<", "&lt;");
    }

    private static String pieces(String json) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' || c == '\\') {
                piece.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                piece.append(c);
            } else {
                // As JSON writes it, so that the source is plain ASCII.
                piece.append(String.format(java.util.Locale.ROOT, "\\\\u%04x", (int) c));
            }
            if (piece.length() >= PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
        }
        pieces.add(piece.toString());
        String indented = " ".repeat(12) + '"';
        return indented + String.join("\",\n" + indented, pieces) + '"';
    }
}
