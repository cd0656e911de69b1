package dev.vigil.cli;

import dev.vigil.model.finding.Finding;
import dev.vigil.model.wire.Wire;
import dev.vigil.reports.ReportException;
import dev.vigil.reports.export.JUnitTest;
import dev.vigil.reports.export.PythonScript;
import dev.vigil.store.Ledger;
import dev.vigil.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil findings export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a finding in a form that runs elsewhere.",
        footer = {
            "",
            "  python  a script for plain mxnet and numpy; ends with 1 when the fault shows, 0 when not, 4 if unsure",
            "  junit   a test for property-tests/src/test/java/dev/vigil/properties/lane of Vigil's repository",
            "  json    the finding, to be read by vigil replay",
        })
final class FindingsExportVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    /** The forms. */
    enum Form {
        PYTHON,
        JUNIT,
        JSON
    }

    @Mixin
    private StoreOption from = new StoreOption();

    @Parameters(paramLabel = "ID", description = "id of a finding")
    private String id = "";

    @Option(names = "--as", required = true, paramLabel = "FORM", description = "python, junit or json")
    private Form form = Form.JSON;

    @Option(names = "--target", paramLabel = "T", description = "which of the builds that it was found on")
    private @Nullable String target;

    @Option(names = "--file", paramLabel = "F", description = "where to write it; the terminal if not given")
    private @Nullable Path file;

    FindingsExportVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, ReportException {
        Finding finding = find();
        if (finding.call().probe() != null && form != Form.JSON) {
            throw new BadInput(
                    finding.id() + " is the fault of a process, which no script in another one shows; use --as"
                            + " json, or vigil replay");
        }
        String text = switch (form) {
            case PYTHON -> PythonScript.of(finding);
            case JUNIT -> JUnitTest.of(finding);
            case JSON -> Wire.toPrettyJson(finding) + "\n";
        };
        if (file == null) {
            surroundings.out().print(text);
            return Exit.DONE.code();
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new BadInput("cannot write " + file + ": " + e, e);
        }
        return Exit.DONE.code();
    }

    private Finding find() throws BadInput {
        try (Store store = from.open()) {
            List<Finding> found = store.ledger().find(id).stream()
                    .map(Ledger.Sighting::finding)
                    .toList();
            if (found.isEmpty()) {
                throw new BadInput(
                        "no finding in " + from.folder() + " is called " + id + "; vigil findings lists them");
            }
            List<String> names =
                    found.stream().map(Finding::targetName).distinct().sorted().toList();
            if (target == null && names.size() > 1) {
                throw new BadInput(id + " was found on " + names.size() + " targets; say with --target which: "
                        + String.join(", ", names));
            }
            return found.stream()
                    .filter(f -> target == null || f.targetName().equals(target))
                    .findFirst()
                    .orElseThrow(() ->
                            new BadInput(id + " was not found on " + target + ", but on " + String.join(", ", names)));
        }
    }
}
