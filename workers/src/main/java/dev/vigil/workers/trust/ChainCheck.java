package dev.vigil.workers.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether certificates lead up to one CA, by the rules of PKIX. Any thread. No list of revoked ones is asked: there is none. */
public final class ChainCheck {
    private final X509Certificate authority;

    public ChainCheck(X509Certificate authority) {
        this.authority = authority;
    }

    /**
     * Why the first certificate is not to be believed at that time; empty when it is. The reason quotes nothing of the
     * certificates.
     *
     * @param chain the certificate, then those that it needs on the way up; at least one
     * @throws GeneralSecurityException when the certificates are beyond what the JDK can check
     */
    public Optional<String> refusal(List<X509Certificate> chain, Instant time) throws GeneralSecurityException {
        Date date = Date.from(time);
        try {
            // PKIX takes the CA as given, whatever its dates say.
            authority.checkValidity(date);
        } catch (CertificateException e) {
            return Optional.of("this cluster's CA has expired or is not valid yet");
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of(because(e));
        }
    }

    private static String because(CertPathValidatorException e) {
        if (e.getReason() == BasicReason.EXPIRED) {
            return "the certificate has expired";
        }
        return e.getReason() == BasicReason.NOT_YET_VALID
                ? "the certificate is not valid yet"
                : "the certificate is not by this cluster's CA";
    }
}
