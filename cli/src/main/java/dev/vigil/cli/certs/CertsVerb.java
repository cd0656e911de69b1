package dev.vigil.cli.certs;

import dev.vigil.cli.Surroundings;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigil certs}, which leaves the work to the verbs under it. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        description =
                "Makes a CA for a cluster, and keys and certificates for its nodes; docs/security.md says what they are for.")
public final class CertsVerb implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private CertsVerb() {}

    /** The verb with those under it. */
    public static CommandLine commandLine(Surroundings surroundings) {
        InstantSource clock = InstantSource.system();
        return new CommandLine(new CertsVerb())
                .addSubcommand(new CertsInitVerb(surroundings, clock))
                .addSubcommand(new CertsIssueVerb(surroundings, clock))
                .addSubcommand(new CertsShowVerb(surroundings, clock));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: init, issue or show");
    }
}
