package dev.vigil.cli.store;

import dev.vigil.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigil store}: only names what can be done with a store. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        description = "Shows, copies and prunes the store of all campaigns.")
public final class StoreVerb implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private StoreVerb() {}

    /** With every verb below it. */
    public static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new StoreVerb())
                .addSubcommand(new StoreInfoVerb(surroundings))
                .addSubcommand(new StoreBackupVerb(surroundings))
                .addSubcommand(new StoreRestoreVerb(surroundings))
                .addSubcommand(new StorePruneVerb(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: info, backup, restore or prune");
    }
}
