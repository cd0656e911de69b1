package dev.vigil.bench;

import dev.vigil.bench.cluster.CrewVerb;
import dev.vigil.bench.cluster.CrowdVerb;
import dev.vigil.bench.cluster.DispatchVerb;
import dev.vigil.bench.cluster.LostVerb;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.workers.target.TargetException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks' command; {@code bench/run} builds and starts it. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description =
                "Measures Vigil against stated references. Exit codes: 0 the bound holds, 1 it does not, 4 undecided.")
public final class Bench implements Runnable {
    private static final int BAD_INPUT = 2;
    private static final int OWN_FAULT = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                out,
                err,
                System.getenv(),
                Path.of(System.getProperty("vigil.home", "")).toAbsolutePath().normalize(),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                false,
                100);
        CommandLine line = new CommandLine(new Bench())
                .addSubcommand(new AmplificationVerb(surroundings))
                .addSubcommand(new ColdstartVerb(surroundings))
                .addSubcommand(new CrewVerb(surroundings))
                .addSubcommand(new CrowdVerb(surroundings))
                .addSubcommand(new DispatchVerb(surroundings))
                .addSubcommand(new LostVerb(surroundings))
                .addSubcommand(new ThroughputVerb(surroundings))
                .addSubcommand(new OraclesVerb(surroundings))
                .addSubcommand(new RecoveryVerb(surroundings))
                .addSubcommand(new ScaleoutVerb(surroundings))
                .addSubcommand(new StartVerb(surroundings))
                .addSubcommand(new StoreVerb(surroundings))
                .addSubcommand(new WatchVerb(surroundings));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            boolean input = e instanceof BadInput || e instanceof TargetException;
            err.println("bench: " + (input ? e.getMessage() : e.toString()));
            return input ? BAD_INPUT : OWN_FAULT;
        });
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure");
    }
}
