package dev.vigil.cli;

import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.workers.target.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil targets}. */
@Command(
        name = "targets",
        mixinStandardHelpOptions = true,
        description = "Lists the builds known on this machine, or resolves one and shows what it says of itself.")
final class TargetsVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "default, a libmxnet.so, a wheel, jar or zip, maven:G:A:V:CLASSIFIER or pypi:NAME==VERSION")
    private @Nullable String name;

    @Option(names = "--lib-path", paramLabel = "DIR", split = ":", description = "folders with libraries it needs")
    private List<String> libPath = List.of();

    TargetsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws TargetException, InterruptedException, BadInput, IOException {
        return (name == null ? list() : show(new TargetSpec(name, libPath))).code();
    }

    private Exit show(TargetSpec spec) throws TargetException, InterruptedException, BadInput {
        Target target = new Targets(surroundings).resolver().resolve(spec);
        surroundings.out().println("name      " + target.name());
        surroundings.out().println("library   " + target.library());
        surroundings.out().println("sha256    " + target.sha256());
        surroundings.out().println("lib path  " + String.join(":", target.libPath()));
        return Exit.DONE;
    }

    private Exit list() throws BadInput, IOException {
        Targets targets = new Targets(surroundings);
        surroundings.out().println("default   " + targets.defaultArchive());
        surroundings.out().println("cache     " + surroundings.cache());
        Path downloads = surroundings.cache().resolve("downloads");
        if (Files.isDirectory(downloads)) {
            try (Stream<Path> all = Files.walk(downloads, 2)) {
                all.filter(Files::isRegularFile)
                        .sorted()
                        .forEach(f -> surroundings.out().println("fetched   " + f));
            }
        }
        return Exit.DONE;
    }
}
