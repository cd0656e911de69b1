package dev.vigil.bench;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.Targets;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.workers.target.TargetException;
import java.util.List;
import picocli.CommandLine.Option;

/** What is benchmarked. */
final class SubjectOptions {
    @Option(names = "--target", paramLabel = "TARGET", description = "as of vigil run (default ${DEFAULT-VALUE})")
    private String target = TargetSpec.DEFAULT_NAME;

    @Option(names = "--lib-path", paramLabel = "DIR", split = ":", description = "folders with libraries it needs")
    private List<String> libPath = List.of();

    @Option(
            names = "--ops",
            paramLabel = "GLOB",
            description = "of which the first that takes two arrays is called (default ${DEFAULT-VALUE})")
    private String ops = "elemwise*";

    String ops() {
        return ops;
    }

    Target target(Surroundings surroundings) throws BadInput, TargetException, InterruptedException {
        return new Targets(surroundings).resolver().resolve(new TargetSpec(target, libPath));
    }
}
