package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.workers.trust.NodeRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vigil certs show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Prints what a certificate says and whether it is good: of a folder that of the node, or else that of the CA.",
        footer = {
            "",
            "Ends with 1 when it is not valid now, or not by the CA beside it, or without a role, or the key beside it is another's,",
            "and with 4 when no CA lies beside it.",
        })
final class CertsShowVerb implements Callable<Integer> {
    /** The kinds of alternative names that hosts have, in RFC 5280. */
    private static final List<Integer> HOST_KINDS = List.of(2, 7);

    private final Surroundings surroundings;
    private final InstantSource clock;

    @Parameters(paramLabel = "FILE|DIR", description = "a certificate, or the folder of a CA or a node")
    private Path path = Path.of("");

    /** What is said of a certificate, and whether that is as it should be. */
    private record Fact(String name, String text, Exit answer) {
        static Fact plain(String name, String text) {
            return new Fact(name, text, Exit.DONE);
        }
    }

    CertsShowVerb(Surroundings surroundings, InstantSource clock) {
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public Integer call() throws BadInput {
        Path file = path;
        if (Files.isDirectory(path)) {
            Path node = path.resolve(NodeIdentity.CERTIFICATE);
            file = Files.exists(node) ? node : path.resolve(Authority.CERTIFICATE);
        }
        List<Exit> answers = new ArrayList<>();
        for (X509Certificate certificate : Pem.certificates(file)) {
            for (Fact fact : facts(file, certificate)) {
                surroundings.out().println(String.format(Locale.ROOT, "%-12s %s", fact.name(), fact.text()));
                answers.add(fact.answer());
            }
        }
        Exit unlessNo = answers.contains(Exit.UNDECIDED) ? Exit.UNDECIDED : Exit.DONE;
        return (answers.contains(Exit.NO) ? Exit.NO : unlessNo).code();
    }

    private List<Fact> facts(Path file, X509Certificate certificate) throws BadInput {
        boolean ofAuthority = certificate.getBasicConstraints() >= 0;
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.plain("file", file.toString()));
        facts.add(Fact.plain(
                "subject", Host.shown(certificate.getSubjectX500Principal().getName())));
        if (ofAuthority) {
            facts.add(Fact.plain("role", "CA"));
        } else {
            facts.add(role(certificate));
            facts.add(Fact.plain("hosts", hosts(certificate)));
        }
        facts.add(validity(certificate));
        if (!ofAuthority) {
            facts.add(issuer(certificate, file.resolveSibling(NodeIdentity.AUTHORITY)));
        }
        facts.add(
                ofAuthority
                        ? key(certificate, file.resolveSibling(Authority.KEY), Keys.OF_AUTHORITY)
                        : key(certificate, file.resolveSibling(NodeIdentity.KEY), Keys.OF_NODE));
        return facts;
    }

    private static Fact role(X509Certificate certificate) {
        return NodeRole.of(certificate)
                .map(role -> Fact.plain("role", role.text()))
                .orElse(new Fact("role", "none: nodes do not accept it", Exit.NO));
    }

    private static String hosts(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? "none"
                    : names.stream()
                            .filter(name -> HOST_KINDS.contains(name.get(0)))
                            .map(name -> Host.shown(String.valueOf(name.get(1))))
                            .filter(name -> !name.equals(CertificateMaker.SHARED_NAME))
                            .collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "none that can be read";
        }
    }

    private Fact validity(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant first = certificate.getNotBefore().toInstant();
        Instant last = certificate.getNotAfter().toInstant();
        if (now.isBefore(first)) {
            return new Fact("valid until", last + ", not before " + first, Exit.NO);
        }
        return now.isAfter(last)
                ? new Fact("valid until", last + ": expired", Exit.NO)
                : Fact.plain(
                        "valid until",
                        last + ", days left: " + Duration.between(now, last).toDays());
    }

    private Fact issuer(X509Certificate certificate, Path beside) throws BadInput {
        if (!Files.exists(beside)) {
            return new Fact("issued by", "cannot tell: there is no " + beside, Exit.UNDECIDED);
        }
        return NodeIdentity.refusal(certificate, Pem.certificate(beside), clock)
                .map(reason -> new Fact("issued by", "not to be believed with " + beside + ": " + reason, Exit.NO))
                .orElse(Fact.plain("issued by", "the CA of " + beside));
    }

    private static Fact key(X509Certificate certificate, Path beside, String algorithm) throws BadInput {
        if (!Files.isReadable(beside)) {
            return Fact.plain("key", "not here, or not for you to read");
        }
        return Keys.fit(Pem.key(beside, algorithm), certificate.getPublicKey())
                ? Fact.plain("key", beside.toString())
                : new Fact("key", beside + " is another's", Exit.NO);
    }
}
