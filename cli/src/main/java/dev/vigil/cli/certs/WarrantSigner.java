package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.workers.trust.NodeRole;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** A coordinator's hand under warrants. Any thread. */
public final class WarrantSigner {
    private final NodeIdentity signer;

    /**
     * @throws BadInput when the node is no coordinator: no worker would believe it
     */
    public WarrantSigner(NodeIdentity signer) throws BadInput {
        if (signer.role() != NodeRole.COORDINATOR) {
            throw new BadInput("only a coordinator may sign for a campaign, and this node's certificate says "
                    + signer.role().text() + "; issue one with `vigil certs issue NAME --role coordinator`");
        }
        this.signer = signer;
    }

    /**
     * @param campaign id
     * @param targets SHA-256 of the library files, in lower-case hex
     * @param suites whose tests may be run
     * @param notAfter from when on no worker takes it; the signer's certificate may end it earlier
     * @throws IllegalArgumentException when a warrant cannot name such a campaign, target or number of suites
     */
    public Warrant sign(String campaign, Collection<String> targets, List<SuiteSpec> suites, Instant notAfter) {
        Warrant unsigned = new Warrant(
                campaign, List.copyOf(targets), notAfter.toEpochMilli(), Pem.of(signer.certificate()), suites, "");
        try {
            Signature signature = Signature.getInstance(Warrant.ALGORITHM);
            signature.initSign(signer.key());
            signature.update(unsigned.signedBytes());
            return unsigned.signed(Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that signed when it was read signs no more", e);
        }
    }
}
