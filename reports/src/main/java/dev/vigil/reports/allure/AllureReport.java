package dev.vigil.reports.allure;

import dev.vigil.reports.AtomicFile;
import dev.vigil.reports.ReportData;
import dev.vigil.reports.ReportException;
import io.qameta.allure.ConfigurationBuilder;
import io.qameta.allure.Extension;
import io.qameta.allure.ReportGenerator;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.ga.GaPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One HTML file, in a folder of its own, that opens from disk. Allure's usual report fetches its data by requests that
 * browsers refuse for files; its single-file form carries the data inside.
 */
public final class AllureReport {
    /** The folder in the output folder. */
    public static final String FOLDER = "allure-report";

    /** The page would otherwise tell its maker's web statistics about each reader. */
    private static final Pattern ANALYTICS =
            Pattern.compile("<script async src=\"https://www\\.googletagmanager\\.com/[^\"]*\"></script>");

    private AllureReport() {}

    /**
     * Writes {@code allure-report/index.html}, replaced as a whole, and this campaign's part of {@code allure-history/}.
     *
     * @return the page
     * @throws ReportException when it cannot be written; the old report is as it was
     */
    public static Path write(ReportData data, Path outDir) throws ReportException {
        Path page = outDir.resolve(FOLDER).resolve("index.html");
        Path work = null;
        try {
            Files.createDirectories(page.toAbsolutePath().getParent());
            work = Files.createTempDirectory(outDir, ".allure-");
            Path results = Files.createDirectory(work.resolve("results"));
            History history = new History(outDir, data);
            history.copyInto(results.resolve("history"));
            new ResultFiles(results).write(Entries.of(data), data);
            Path made = work.resolve("made");
            Path snapshot = Files.createDirectory(work.resolve("history"));
            new ReportGenerator(configuration(data, new HistorySnapshot(snapshot)))
                    .generateSingleFile(made, List.of(results));
            Path index = made.resolve("index.html");
            Files.writeString(index, ANALYTICS.matcher(Files.readString(index)).replaceFirst(""));
            AtomicFile.replace(index, page);
            history.keep(snapshot);
            return page;
        } catch (IOException | RuntimeException e) {
            throw AtomicFile.cannotWrite(page, e);
        } finally {
            delete(work);
        }
    }

    /** What the library bundles, without its call to a statistics service. */
    private static Configuration configuration(ReportData data, HistorySnapshot snapshot) {
        List<Extension> extensions = ConfigurationBuilder.bundled().build().getExtensions().stream()
                .filter(e -> !(e instanceof GaPlugin))
                .toList();
        return ConfigurationBuilder.empty()
                .withExtensions(extensions)
                .withExtensions(List.of(snapshot))
                .withReportName("Vigil " + data.campaign().id().replaceAll("[^A-Za-z0-9 ._:-]", "-"))
                .build();
    }

    private static void delete(@org.jspecify.annotations.Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // A left-over temporary folder harms nobody, and the first fault must reach the reader.
        }
    }
}
