package dev.vigil.workers.trust;

import dev.vigil.model.campaign.Warrant;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker asks before it runs a target, or fetches one. Knows nothing of the coordinator but the CA, so a coordinator that
 * takes over signs anew and is believed. Any thread.
 */
public final class WarrantCheck {
    private static final int CHAIN_MAX = 4;

    private final ChainCheck chains;
    private final InstantSource clock;

    /**
     * @param authority the CA certificate in the worker's own folder
     */
    public WarrantCheck(X509Certificate authority, InstantSource clock) {
        this.chains = new ChainCheck(authority);
        this.clock = clock;
    }

    /**
     * Why that target must not be run for that campaign; empty when it may be. Throws nothing, whatever the warrant is; the
     * reason quotes nothing of it, so that it can be logged as it is.
     *
     * @param warrant null when none came
     * @param sha256 of the library file in lower-case hex, as the worker itself computed it
     */
    public Optional<String> refusal(@Nullable Warrant warrant, String campaign, String sha256) {
        if (warrant == null) {
            return Optional.of("no warrant came with it");
        }
        Instant now = clock.instant();
        if (!warrant.campaign().equals(campaign)) {
            return Optional.of("the warrant is for another campaign");
        }
        if (!warrant.targets().contains(sha256)) {
            return Optional.of("the warrant does not name this target");
        }
        if (now.toEpochMilli() >= warrant.notAfterMs()) {
            return Optional.of("the warrant has expired");
        }
        try {
            return refusal(warrant, now);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Whatever a stranger's bytes do to the parsers of the JDK, they are leave for nothing.
            return Optional.of("the warrant's chain or signature cannot be read");
        }
    }

    private Optional<String> refusal(Warrant warrant, Instant now) throws GeneralSecurityException {
        List<X509Certificate> chain = chain(warrant.chain());
        if (chain.isEmpty() || chain.size() > CHAIN_MAX) {
            return Optional.of("the warrant's chain must have from 1 to " + CHAIN_MAX + " certificates");
        }
        Optional<String> unknown = chains.refusal(chain, now);
        if (unknown.isPresent()) {
            return unknown.map(reason -> "the warrant's signer: " + reason);
        }
        X509Certificate signer = chain.get(0);
        if (NodeRole.of(signer).filter(role -> role == NodeRole.COORDINATOR).isEmpty()) {
            return Optional.of("the warrant's signer is no coordinator");
        }
        return signedBy(signer, warrant)
                ? Optional.empty()
                : Optional.of("the warrant's signature is not over what it says");
    }

    private static List<X509Certificate> chain(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static boolean signedBy(X509Certificate signer, Warrant warrant) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(Warrant.ALGORITHM);
        signature.initVerify(signer);
        signature.update(warrant.signedBytes());
        return signature.verify(Base64.getDecoder().decode(warrant.signature()));
    }
}
