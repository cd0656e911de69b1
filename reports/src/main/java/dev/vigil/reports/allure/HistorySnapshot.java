package dev.vigil.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.category.CategoriesTrendPlugin;
import io.qameta.allure.context.JacksonContext;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.duration.DurationTrendPlugin;
import io.qameta.allure.history.HistoryPlugin;
import io.qameta.allure.history.HistoryTrendPlugin;
import io.qameta.allure.retry.RetryTrendPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the history files beside the page: the single-file form keeps them inside, where the next report cannot read them. */
final class HistorySnapshot implements Aggregator2 {
    private final Path folder;

    HistorySnapshot(Path folder) {
        this.folder = folder;
    }

    @Override
    public void aggregate(Configuration configuration, List<LaunchResults> launches, ReportStorage ignored) {
        com.fasterxml.jackson.databind.ObjectMapper json =
                configuration.requireContext(JacksonContext.class).getValue();
        ReportStorage files = new ReportStorage() {
            @Override
            public void addDataJson(String name, Object data) {
                try {
                    addDataBinary(name, json.writeValueAsBytes(data));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void addDataBinary(String name, byte[] data) {
                // The same plugins write widgets, which the page has already.
                if (name.startsWith("history/")) {
                    try {
                        Files.write(folder.resolve(name.substring("history/".length())), data);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            @Override
            public void addDataFile(String name, Path file) {}
        };
        for (Aggregator2 plugin : List.<Aggregator2>of(
                new HistoryPlugin(),
                new HistoryTrendPlugin(),
                new CategoriesTrendPlugin(),
                new DurationTrendPlugin(),
                new RetryTrendPlugin())) {
            plugin.aggregate(configuration, launches, files);
        }
    }
}
