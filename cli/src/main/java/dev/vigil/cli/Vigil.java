package dev.vigil.cli;

import dev.vigil.cli.canary.CanaryVerb;
import dev.vigil.cli.certs.CertsVerb;
import dev.vigil.cli.config.ConfigFault;
import dev.vigil.cli.doctor.DoctorVerb;
import dev.vigil.cli.node.CoordinatorVerb;
import dev.vigil.cli.node.WorkerVerb;
import dev.vigil.cli.run.RunVerb;
import dev.vigil.cli.store.StoreVerb;
import dev.vigil.reports.ReportException;
import dev.vigil.store.StoreFault;
import dev.vigil.workers.target.TargetException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself: makes the verbs, turns what went wrong into one line, and chooses the exit code. */
@Command(
        name = "vigil",
        mixinStandardHelpOptions = true,
        versionProvider = Vigil.Version.class,
        synopsisSubcommandLabel = "VERB",
        description = "Tests and fuzzes native MXNet builds, and says with evidence what is broken.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0    done, open, holds; run ends with 0 whatever it found",
            "  1    the answer is no (replay: the fault is there; canary: one was missed)",
            "  2    bad input or environment",
            "  3    a fault of Vigil's own",
            "  4    undecided",
            "  130  interrupted",
            "",
            "First steps: vigil doctor, then vigil run.",
        })
public final class Vigil implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                out,
                err,
                System.getenv(),
                Path.of(System.getProperty("vigil.home", "")).toAbsolutePath().normalize(),
                Path.of(System.getProperty("vigil.java", System.getProperty("java.home") + "/bin/java")),
                Boolean.getBoolean("vigil.terminal"),
                Integer.getInteger("vigil.columns", 100));
        System.exit(commandLine(surroundings).execute(args));
    }

    /** The whole command with every verb, for main and for tests. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new Vigil())
                .addSubcommand(new RunVerb(surroundings))
                .addSubcommand(new DoctorVerb(surroundings))
                .addSubcommand(new CommandLine(new FindingsVerb(surroundings))
                        .addSubcommand(new FindingsExportVerb(surroundings)))
                .addSubcommand(new ReplayVerb(surroundings))
                .addSubcommand(new OpsVerb(surroundings))
                .addSubcommand(new ReportVerb(surroundings))
                .addSubcommand(new TargetsVerb(surroundings))
                .addSubcommand(StoreVerb.commandLine(surroundings))
                .addSubcommand(new CanaryVerb(surroundings))
                .addSubcommand(CertsVerb.commandLine(surroundings))
                .addSubcommand(new CoordinatorVerb(surroundings))
                .addSubcommand(new WorkerVerb(surroundings));
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setExitCodeExceptionMapper(Vigil::codeOf);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> refuse(e, surroundings.err()));
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e, surroundings.err()));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: a verb is missing");
    }

    private static int refuse(ParameterException e, PrintStream err) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String verb = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println("vigil: " + message + " (see " + verb + " --help)");
        return Exit.BAD_INPUT.code();
    }

    private static int report(Exception e, PrintStream err) {
        int code = codeOf(e);
        if (e instanceof UnitFault) {
            // Of a child process, which said all there is to know; our own stack adds nothing.
            err.println("vigil: a fault of our own: " + e.getMessage());
        } else if (code == Exit.OUR_FAULT.code()) {
            err.println("vigil: a fault of our own: " + e);
            e.printStackTrace(err);
        } else if (code == Exit.INTERRUPTED.code()) {
            err.println("vigil: interrupted");
        } else {
            err.println("vigil: " + e.getMessage());
        }
        return code;
    }

    private static int codeOf(Throwable e) {
        if (e instanceof BadInput
                || e instanceof TargetException
                || e instanceof ConfigFault
                || e instanceof ReportException
                || e instanceof StoreFault) {
            return Exit.BAD_INPUT.code();
        }
        return (e instanceof InterruptedException ? Exit.INTERRUPTED : Exit.OUR_FAULT).code();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Objects.requireNonNullElse(Vigil.class.getPackage().getImplementationVersion(), "0.1.0");
            return new String[] {"vigil " + version + ", Java " + System.getProperty("java.version")};
        }
    }
}
