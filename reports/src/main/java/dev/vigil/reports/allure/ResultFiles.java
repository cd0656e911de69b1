package dev.vigil.reports.allure;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.wire.Wire;
import dev.vigil.reports.PlainText;
import dev.vigil.reports.ReportData;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.Attachment;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Stage;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/** Writes what Allure reads: results, attachments, categories, environment and executor. */
final class ResultFiles {
    private static final int VALUE_MAX = 400;

    private final Path folder;
    private final FileSystemResultsWriter writer;

    ResultFiles(Path folder) {
        this.folder = folder;
        this.writer = new FileSystemResultsWriter(folder);
    }

    void write(List<Entry> entries, ReportData data) throws IOException {
        for (Entry entry : entries) {
            writer.write(result(entry, data.campaign()));
        }
        Files.writeString(folder.resolve("categories.json"), Wire.toJson(categories()));
        Files.writeString(folder.resolve("executor.json"), Wire.toJson(executor(data)));
        try (java.io.Writer out = Files.newBufferedWriter(folder.resolve("environment.properties"))) {
            Properties properties = new Properties();
            properties.putAll(environment(data));
            properties.store(out, null);
        }
    }

    private TestResult result(Entry entry, Campaign campaign) {
        UUID history = id(entry.key());
        UUID uuid = id(campaign.id() + "|" + entry.key());
        List<Label> labels = new ArrayList<>();
        String[] levels = {"parentSuite", "suite", "subSuite"};
        for (int i = 0; i < entry.suites().size(); i++) {
            labels.add(label(levels[i], entry.suites().get(i)));
        }
        labels.add(label("epic", entry.suites().get(0)));
        labels.add(label("feature", entry.operator()));
        labels.add(label("story", entry.oracle()));
        labels.add(label("framework", "vigil"));
        if (entry.severity() != null) {
            labels.add(label("severity", entry.severity()));
        }
        List<Parameter> parameters = entry.parameters().stream()
                .map(p -> new Parameter().setName(p[0]).setValue(PlainText.oneLine(p[1], VALUE_MAX)))
                .toList();
        List<Attachment> attachments = new ArrayList<>();
        for (Entry.Attached attached : entry.attachments()) {
            String source = id(uuid + "|" + attached.name()) + "-attachment." + attached.extension();
            writer.write(source, new ByteArrayInputStream(attached.text().getBytes(StandardCharsets.UTF_8)));
            attachments.add(new Attachment()
                    .setName(attached.name())
                    .setType(attached.type())
                    .setSource(source));
        }
        TestResult result = new TestResult()
                .setUuid(uuid.toString())
                .setHistoryId(history.toString())
                .setTestCaseId(history.toString())
                .setName(entry.name())
                .setFullName(entry.key())
                .setStage(Stage.FINISHED)
                .setStatus(entry.status())
                .setStart(campaign.startedMs())
                .setStop(Math.max(campaign.startedMs(), campaign.endedMs()))
                .setDescription(entry.description())
                .setLabels(labels)
                .setParameters(parameters)
                .setAttachments(attachments);
        if (!entry.message().isEmpty() || entry.flaky()) {
            result.setStatusDetails(new StatusDetails()
                    .setMessage(entry.message())
                    .setTrace(entry.trace())
                    .setFlaky(entry.flaky()));
        }
        return result;
    }

    /** The same text gives the same id in every report. */
    private static UUID id(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Label label(String name, String value) {
        return new Label().setName(name).setValue(value);
    }

    private static List<Map<String, Object>> categories() {
        List<Map<String, Object>> categories = new ArrayList<>();
        for (FaultClass fault : FaultClass.values()) {
            categories.add(category(fault.text(), List.of("failed"), Entries.mark(fault)));
        }
        categories.add(category("violated, not proven", List.of("failed"), Entries.UNPROVEN));
        categories.add(category("harness faults", List.of("broken"), Entries.FAULT));
        categories.add(category("inconclusive", List.of("broken"), Entries.INCONCLUSIVE));
        return categories;
    }

    private static Map<String, Object> category(String name, List<String> statuses, String mark) {
        return new TreeMap<>(Map.of(
                "name",
                name,
                "matchedStatuses",
                statuses,
                "messageRegex",
                "(?s)" + java.util.regex.Pattern.quote(mark) + ".*"));
    }

    private static Map<String, Object> executor(ReportData data) {
        int order = data.previous().size() + 1;
        return new TreeMap<>(Map.of(
                "name",
                "Vigil",
                "type",
                "vigil",
                "buildName",
                data.campaign().id(),
                "buildOrder",
                order,
                "reportName",
                "Vigil " + data.campaign().id()));
    }

    private static Map<String, String> environment(ReportData data) {
        Campaign campaign = data.campaign();
        Map<String, String> all = new TreeMap<>();
        all.put("campaign", campaign.id());
        all.put("target", campaign.target().name());
        all.put("target.sha256", campaign.target().sha256());
        all.put("seed", Long.toString(campaign.settings().seed()));
        all.put("device", campaign.settings().device());
        all.put("preset", campaign.settings().preset());
        Fingerprint fingerprint = campaign.fingerprint();
        if (fingerprint != null) {
            all.put("mxnet.version", fingerprint.versionText());
            all.put("mxnet.abi", fingerprint.abi());
            all.put("mxnet.commit", fingerprint.commit());
            all.put("mxnet.features", String.join(" ", fingerprint.features()));
            fingerprint.environment().forEach((key, value) -> all.put("machine." + key, value));
        }
        all.replaceAll((key, value) -> PlainText.oneLine(value, 2 * VALUE_MAX));
        return all;
    }
}
