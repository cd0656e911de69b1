package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.workers.trust.NodeRole;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil certs issue}. */
@Command(
        name = "issue",
        mixinStandardHelpOptions = true,
        description = "Makes the folder of a node: its key, its certificate and the CA's certificate.")
final class CertsIssueVerb implements Callable<Integer> {
    private final Surroundings surroundings;
    private final InstantSource clock;

    @Parameters(paramLabel = "NAME", description = "of the node, as reports and logs call it")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            description = "coordinator, which signs for campaigns, or worker, which runs them")
    private String role = "";

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "DNS name or IP address of the node; may be given several times (NAME)")
    private List<String> hosts = List.of();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "how long it is valid, the CA's own end at most (${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-certs",
            description = "folder of the CA (${DEFAULT-VALUE})")
    private Path folder = Path.of("vigil-certs");

    @Option(names = "--out", paramLabel = "DIR2", description = "folder of the node (DIR/NAME)")
    private @Nullable Path out;

    @Option(
            names = "--renew",
            description = "the node is there: keep its key and replace its certificate, also while the node runs")
    private boolean renew;

    CertsIssueVerb(Surroundings surroundings, InstantSource clock) {
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public Integer call() throws BadInput {
        NodeRequest request = NodeRequest.of(name, role(role), hosts, days);
        Authority authority = Authority.load(folder, clock, new SecureRandom());
        Path node = Objects.requireNonNullElse(out, folder.resolve(name));
        X509Certificate made = renew ? authority.renew(request, node) : authority.issue(request, node);
        surroundings
                .out()
                .println((renew ? "renewed " : "made ") + name + " ("
                        + request.role().text() + " on "
                        + request.hosts().stream().map(Host::text).collect(Collectors.joining(", ")) + ") in " + node
                        + ", valid until " + made.getNotAfter().toInstant());
        return Exit.DONE.code();
    }

    private static NodeRole role(String typed) throws BadInput {
        return Arrays.stream(NodeRole.values())
                .filter(r -> r.text().equals(typed.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new BadInput("--role must be coordinator or worker, not '" + Host.shown(typed) + "'"));
    }
}
