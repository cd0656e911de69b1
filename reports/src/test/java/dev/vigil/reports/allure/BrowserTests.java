package dev.vigil.reports.allure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.reports.Samples;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, from disk. */
final class BrowserTests {
    private final @Nullable String chromium = chromium();

    @BeforeEach
    void needsChromium() {
        Assumptions.assumeTrue(
                chromium != null, "no chromium on the path, so the Allure page was not opened in a browser");
    }

    @Test
    void pageShowsFindingsFromDisk(@TempDir Path out) throws Exception {
        Path page = AllureReport.write(Samples.data("first", List.of()), out);

        String categories = dom(page, "categories", out);
        String suites = dom(page, "suites", out);

        assertTrue(categories.contains("crash in op_crash (F-0001)"), categories);
        assertTrue(suites.contains("op_mute · repeat"), suites);
        assertFalse(categories.contains("<script>alert"), "text of the library became markup");
    }

    private String dom(Path page, String tab, Path out) throws Exception {
        Path profile = Files.createTempDirectory(out, "profile");
        Path dump = Files.createTempFile(out, "dom", ".html");
        Process browser = new ProcessBuilder(
                        assertNotNullText(chromium),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--user-data-dir=" + profile,
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        page.toUri() + "#" + tab)
                .redirectOutput(dump.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(browser.waitFor(60, TimeUnit.SECONDS), "chromium took longer than a minute");
            assertEquals(0, browser.exitValue());
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Files.readString(dump, StandardCharsets.UTF_8);
    }

    private static String assertNotNullText(@Nullable String text) {
        assertNotNull(text);
        return text;
    }

    private static @Nullable String chromium() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
