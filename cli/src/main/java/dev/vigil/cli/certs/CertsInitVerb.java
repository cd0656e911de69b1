package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vigil certs init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Makes the CA of a cluster: a key and a certificate. Overwrites nothing.")
final class CertsInitVerb implements Callable<Integer> {
    private final Surroundings surroundings;
    private final InstantSource clock;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-certs",
            description = "folder of the CA (${DEFAULT-VALUE})")
    private Path folder = Path.of("vigil-certs");

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "3650",
            description = "how long it is valid (${DEFAULT-VALUE})")
    private int days;

    CertsInitVerb(Surroundings surroundings, InstantSource clock) {
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public Integer call() throws BadInput {
        Authority made = Authority.create(NodeRequest.checkedDays(days), clock, new SecureRandom());
        made.save(folder);
        surroundings
                .out()
                .println("made " + made.certificate().getSubjectX500Principal().getName() + " in " + folder
                        + ", valid until " + made.certificate().getNotAfter().toInstant());
        surroundings
                .out()
                .println("whoever has " + folder.resolve(Authority.KEY)
                        + " can make nodes: keep it off them. Next: vigil certs issue NAME --role coordinator");
        return Exit.DONE.code();
    }
}
