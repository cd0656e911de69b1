package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same seed and snapshot give the same cases, bit by bit, whatever JVM draws them. */
final class SameCasesTests {
    private static final long SEED = 42;

    @Test
    @Timeout(120)
    void casesAreTheSameOnJdk25() throws Exception {
        List<String> here = new ArrayList<>();
        for (String snapshot : CallDigest.SNAPSHOTS) {
            here.add(CallDigest.of(snapshot, SEED));
        }

        List<String> there = digestsBy(java25());

        assertEquals("java 25", there.get(0));
        assertEquals(here, there.subList(1, there.size()));
    }

    @Test
    void anotherSeedGivesOtherCases() throws Exception {
        assertNotEquals(CallDigest.of("topk", SEED), CallDigest.of("topk", SEED + 1));
    }

    private static List<String> digestsBy(Path java) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        String.valueOf(System.getProperty("java.class.path")),
                        CallDigest.class.getName(),
                        Long.toString(SEED))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = child.inputReader().lines().toList();
        assertEquals(0, child.waitFor(), lines.toString());
        return lines;
    }

    private static Path java25() throws IOException {
        String given = Objects.requireNonNullElse(System.getenv("VIGIL_JDK25"), "");
        if (!given.isEmpty()) {
            Path java = Path.of(given, "bin", "java");
            assertTrue(Files.isExecutable(java), "VIGIL_JDK25 is " + given + ", which holds no bin/java");
            return java;
        }
        Path homes = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(homes)) {
            try (Stream<Path> all = Files.list(homes)) {
                List<Path> found = all.filter(
                                home -> home.getFileName().toString().contains("25"))
                        .map(home -> home.resolve("bin").resolve("java"))
                        .filter(Files::isExecutable)
                        .toList();
                if (!found.isEmpty()) {
                    return found.get(0);
                }
            }
        }
        return Assumptions.abort("no JDK 25 in VIGIL_JDK25 or under /usr/lib/jvm");
    }
}
