package dev.vigil.cli;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.Signature;
import dev.vigil.reports.OpsTable;
import dev.vigil.store.Store;
import dev.vigil.workers.target.TargetException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil ops}. */
@Command(
        name = "ops",
        mixinStandardHelpOptions = true,
        description =
                "Lists a build's operators with what was learned of them, and why the excluded ones are excluded.")
final class OpsVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StoreOption from = new StoreOption();

    @Parameters(arity = "0..1", paramLabel = "GLOB", description = "operators to list, such as 'broadcast_*'")
    private String glob = "*";

    @Option(names = "--json", description = "one vigil.ops/1 object")
    private boolean json;

    @Option(names = "--target", paramLabel = "T", description = "another build than that of the latest run")
    private @Nullable String target;

    @Option(names = "--excluded", description = "only those that are never called, each with its reason")
    private boolean excluded;

    @Option(names = "--details", description = "attributes and an example for each")
    private boolean details;

    @Option(
            names = "--references",
            description = "how many have an independent reference, by family; --details names them")
    private boolean references;

    OpsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws BadInput, TargetException, InterruptedException {
        try (Store store = from.open()) {
            String sha = build(store);
            Pattern names = Pattern.compile(
                    ("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
            if (references) {
                printReferences(store.targets().subjects(sha, PropertiesLane.NAME).stream()
                        .filter(s -> names.matcher(s.name()).matches())
                        .toList());
                return Exit.DONE.code();
            }
            Map<String, Knowledge> known = store.targets().knowledge(sha, PropertiesLane.NAME).stream()
                    .collect(Collectors.toMap(Knowledge::subject, Function.identity()));
            List<OpsTable.Row> rows = store.targets().subjects(sha, PropertiesLane.NAME).stream()
                    .filter(s -> names.matcher(s.name()).matches())
                    .filter(s -> !excluded || s.kind() == Subject.Kind.EXCLUDED)
                    .map(s -> row(s, known.get(s.name())))
                    .toList();
            if (rows.isEmpty()) {
                throw new BadInput("no operator that runs in " + from.folder() + " have listed is like " + glob);
            }
            surroundings.out().print(json ? OpsTable.json(rows) : OpsTable.table(rows, details));
        }
        return Exit.DONE.code();
    }

    private void printReferences(List<Subject> subjects) throws BadInput {
        if (subjects.isEmpty()) {
            throw new BadInput("no operator that runs in " + from.folder() + " have listed is like " + glob);
        }
        ReferenceCoverage coverage = ReferenceCoverage.of(subjects);
        surroundings.out().print(json ? coverage.json() : coverage.table(details));
    }

    private String build(Store store) throws BadInput, TargetException, InterruptedException {
        String name = target;
        if (name != null) {
            Target resolved = new Targets(surroundings).resolver().resolve(new TargetSpec(name, List.of()));
            return resolved.sha256();
        }
        return store.campaigns()
                .latest()
                .map(Campaign::target)
                .map(Target::sha256)
                .orElseThrow(() -> new BadInput("no campaign was ever run in " + from.folder()));
    }

    private static OpsTable.Row row(Subject subject, @Nullable Knowledge known) {
        OperatorKnowledge knowledge = read(known);
        if (knowledge == null) {
            return new OpsTable.Row(
                    subject.name(), subject.kind(), subject.reason(), "", List.of(), "", "", 0, 0, 0, "");
        }
        Signature signature = knowledge.signature();
        return new OpsTable.Row(
                subject.name(),
                subject.kind(),
                subject.reason(),
                signature.variadic()
                        ? signature.inputs().size() + ".."
                        : "" + signature.inputs().size(),
                knowledge.corpus().stream()
                        .flatMap(c -> List.of(c.dtypes().split(",", -1)).stream())
                        .filter(t -> !t.isEmpty())
                        .distinct()
                        .sorted()
                        .toList(),
                "",
                signature.attributes().stream().map(Attribute::name).collect(Collectors.joining(", ")),
                knowledge.tried(),
                knowledge.meant() == 0 ? 0 : (double) knowledge.meantValid() / knowledge.meant(),
                knowledge.distinct(),
                knowledge.corpus().isEmpty() ? "" : knowledge.corpus().get(0).key());
    }

    private static @Nullable OperatorKnowledge read(@Nullable Knowledge known) {
        if (known == null) {
            return null;
        }
        try {
            return OperatorKnowledge.read(known);
        } catch (IOException e) {
            // Knowledge of another version of ours says nothing here, as it says nothing to the lane.
            return null;
        }
    }
}
