package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.workers.trust.ChainCheck;
import dev.vigil.workers.trust.NodeRole;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Who a node is: what {@code vigil certs issue} made, as it lies in the node's folder. Checked once, when it is read.
 *
 * @param authority the certificate of the CA that the node trusts
 */
public record NodeIdentity(PrivateKey key, X509Certificate certificate, X509Certificate authority, NodeRole role) {
    public static final String KEY = "node.key";
    public static final String CERTIFICATE = "node.crt";
    public static final String AUTHORITY = "ca.crt";

    /**
     * @throws BadInput when a file is missing or damaged, key and certificate are no pair, or the certificate is not valid
     *     now, not by that CA, or without a role
     */
    public static NodeIdentity load(Path folder, InstantSource clock) throws BadInput {
        X509Certificate authority = Pem.certificate(folder.resolve(AUTHORITY));
        X509Certificate certificate = paired(folder);
        Optional<String> refusal = refusal(certificate, authority, clock);
        if (refusal.isPresent()) {
            throw new BadInput("in " + folder + " " + refusal.get() + "; issue another with `vigil certs issue`");
        }
        NodeRole role = NodeRole.of(certificate)
                .orElseThrow(() -> new BadInput(
                        folder.resolve(CERTIFICATE) + " gives no role; issue another with `vigil certs issue`"));
        return new NodeIdentity(key(folder), certificate, authority, role);
    }

    /**
     * The certificate of a folder, whoever signed it and when.
     *
     * @throws BadInput when a file is missing or damaged, or the key is that of another certificate
     */
    static X509Certificate paired(Path folder) throws BadInput {
        X509Certificate certificate = Pem.certificate(folder.resolve(CERTIFICATE));
        if (!Keys.fit(key(folder), certificate.getPublicKey())) {
            throw new BadInput(folder.resolve(KEY) + " is not the key of " + folder.resolve(CERTIFICATE)
                    + "; issue both anew with `vigil certs issue`");
        }
        return certificate;
    }

    static Optional<String> refusal(X509Certificate certificate, X509Certificate authority, InstantSource clock) {
        try {
            return new ChainCheck(authority).refusal(List.of(certificate), clock.instant());
        } catch (GeneralSecurityException e) {
            return Optional.of("the certificate is beyond what this Java can check");
        }
    }

    private static PrivateKey key(Path folder) throws BadInput {
        return Pem.key(folder.resolve(KEY), Keys.OF_NODE);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return role.text() + " " + certificate.getSubjectX500Principal().getName();
    }
}
