package dev.vigil.cli.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds and signs certificates; which ones, others decide. */
final class CertificateMaker {
    /**
     * A DNS name in every node's certificate, which no host can have: Pekko's engine lets two nodes meet only when
     * their certificates share one.
     */
    static final String SHARED_NAME = "cluster.vigil.invalid";

    /** Clocks of the nodes may be behind ours. */
    private static final Duration BEFORE = Duration.ofMinutes(5);

    /** Under the 20 bytes that RFC 5280 allows. */
    private static final int SERIAL_BITS = 159;

    private final InstantSource clock;
    private final SecureRandom random;

    CertificateMaker(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Of a CA that signs itself and nodes, and no further CA. Its name tells it from others made so. */
    X509Certificate authority(KeyPair keys, int days) {
        BigInteger serial = serial();
        X500Name name = named("Vigil CA " + serial.toString(16).substring(0, 8));
        Instant now = clock.instant();
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    serial,
                    Date.from(now.minus(BEFORE)),
                    Date.from(now.plus(Duration.ofDays(days))),
                    name,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return signed(builder, keys.getPrivate());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the certificate of a CA", e);
        }
    }

    /** Of a node; ends with the CA's own at the latest. */
    X509Certificate node(NodeRequest request, PublicKey key, X509Certificate issuer, PrivateKey issuerKey) {
        Instant now = clock.instant();
        Instant wanted = now.plus(Duration.ofDays(request.days()));
        Instant last = issuer.getNotAfter().toInstant();
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    serial(),
                    Date.from(now.minus(BEFORE)),
                    Date.from(wanted.isBefore(last) ? wanted : last),
                    named(request.name()),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(Extension.subjectAlternativeName, false, names(request));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
            return signed(builder, issuerKey);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the certificate of " + request, e);
        }
    }

    private static GeneralNames names(NodeRequest request) {
        List<GeneralName> names = new ArrayList<>();
        request.hosts().forEach(host -> names.add(host.generalName()));
        names.add(new GeneralName(GeneralName.dNSName, SHARED_NAME));
        names.add(new GeneralName(
                GeneralName.uniformResourceIdentifier, request.role().uri()));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X500Name named(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .setSecureRandom(random)
                        .build(key)));
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }
}
