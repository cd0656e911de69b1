package dev.vigil.reports.allure;

import io.qameta.allure.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the report.
 *
 * @param key stable: what makes it the same entry in the next campaign
 * @param suites from the outermost in
 * @param severity as Allure names it, null for entries without
 * @param message shown first; empty for none
 * @param trace shown on demand; empty for none
 * @param parameters name and value, in order
 */
record Entry(
        String key,
        String name,
        List<String> suites,
        String operator,
        String oracle,
        @Nullable String severity,
        Status status,
        boolean flaky,
        String message,
        String trace,
        String description,
        List<String[]> parameters,
        List<Attached> attachments) {
    Entry {
        suites = List.copyOf(suites);
        parameters = List.copyOf(parameters);
        attachments = List.copyOf(attachments);
    }

    /** A file shown with the entry. */
    record Attached(String name, String type, String extension, String text) {}
}
