package dev.vigil.reports.allure;

import dev.vigil.reports.AtomicFile;
import dev.vigil.reports.ReportData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Allure carries from report to report, kept per campaign, so that a report made twice counts once and a report
 * of an old campaign does not see later ones.
 */
final class History {
    static final String FOLDER = "allure-history";

    /** Allure shows some twenty points of a trend; each snapshot holds those before it. */
    private static final int CAMPAIGNS_MAX = 5;

    private final Path folder;
    private final ReportData data;

    History(Path outDir, ReportData data) {
        this.folder = outDir.resolve(FOLDER);
        this.data = data;
    }

    /** Gives the newest snapshot of an earlier campaign to Allure. */
    void copyInto(Path target) throws IOException {
        List<ReportData.PastCampaign> previous = data.previous();
        for (int i = previous.size() - 1; i >= 0; i--) {
            Path snapshot = folder.resolve(name(previous.get(i).id()));
            if (Files.isDirectory(snapshot)) {
                Files.createDirectories(target);
                for (Path file : list(snapshot)) {
                    Files.copy(file, target.resolve(file.getFileName().toString()));
                }
                return;
            }
        }
    }

    /** Keeps this campaign's snapshot for later ones, and forgets the oldest. */
    void keep(Path snapshot) throws IOException {
        String own = name(data.campaign().id());
        Path place = Files.createDirectories(folder.resolve(own));
        for (Path file : list(snapshot)) {
            AtomicFile.replace(file, place.resolve(file.getFileName().toString()));
        }
        List<String> known = new ArrayList<>();
        data.previous().forEach(p -> known.add(name(p.id())));
        Set<String> old = new HashSet<>(known.subList(0, Math.max(0, known.size() - CAMPAIGNS_MAX)));
        old.remove(own);
        for (String name : old) {
            Path gone = folder.resolve(name);
            if (Files.isDirectory(gone)) {
                for (Path file : list(gone)) {
                    Files.delete(file);
                }
                Files.delete(gone);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static String name(String campaign) {
        // Never "." or "..", whatever the id.
        return "c-" + campaign.replaceAll("[^A-Za-z0-9._-]", "-");
    }
}
