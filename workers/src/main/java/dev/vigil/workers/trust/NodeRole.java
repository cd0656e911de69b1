package dev.vigil.workers.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a node may be, as its certificate says in a URI among the subject's alternative names. */
public enum NodeRole {
    COORDINATOR,
    WORKER;

    /** The kind of an alternative name that is a URI, in RFC 5280. */
    private static final int URI = 6;

    private static final String PREFIX = "urn:vigil:role:";

    /** As it is typed. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String uri() {
        return PREFIX + text();
    }

    /** The role of a certificate; empty when it has none, several, or one that we do not know. */
    public static Optional<NodeRole> of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            // A certificate whose names cannot be read gives no role.
            return Optional.empty();
        }
        if (names == null) {
            return Optional.empty();
        }
        List<String> roles = names.stream()
                .filter(name -> name.get(0).equals(URI))
                .map(name -> String.valueOf(name.get(1)))
                .filter(uri -> uri.startsWith(PREFIX))
                .toList();
        return roles.size() == 1
                ? Arrays.stream(values())
                        .filter(role -> role.uri().equals(roles.get(0)))
                        .findFirst()
                : Optional.empty();
    }
}
