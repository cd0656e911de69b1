package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;

/** The cluster's CA: makes itself, and the folders with which nodes prove who they are. One thread. */
public final class Authority {
    static final String KEY = "ca.key";
    static final String CERTIFICATE = "ca.crt";

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final InstantSource clock;
    private final SecureRandom random;

    private Authority(PrivateKey key, X509Certificate certificate, InstantSource clock, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.clock = clock;
        this.random = random;
    }

    /** A new one, which is nowhere but in memory. */
    public static Authority create(int days, InstantSource clock, SecureRandom random) {
        KeyPair keys = Keys.ofAuthority(random);
        X509Certificate certificate = new CertificateMaker(clock, random).authority(keys, days);
        return new Authority(keys.getPrivate(), certificate, clock, random);
    }

    /**
     * @throws BadInput when there is none in the folder, or its key and certificate are no pair
     */
    public static Authority load(Path folder, InstantSource clock, SecureRandom random) throws BadInput {
        if (!Files.exists(folder.resolve(CERTIFICATE)) && !Files.exists(folder.resolve(KEY))) {
            throw new BadInput("there is no CA in " + folder
                    + "; make one with `vigil certs init`, or name its folder with --dir");
        }
        X509Certificate certificate = Pem.certificate(folder.resolve(CERTIFICATE));
        if (certificate.getBasicConstraints() < 0) {
            throw new BadInput(folder.resolve(CERTIFICATE)
                    + " is no certificate of a CA; name the folder that `vigil certs init` made");
        }
        PrivateKey key = Pem.key(folder.resolve(KEY), Keys.OF_AUTHORITY);
        if (!Keys.fit(key, certificate.getPublicKey())) {
            throw new BadInput(folder.resolve(KEY) + " is not the key of " + folder.resolve(CERTIFICATE)
                    + "; put back the one that was made with it");
        }
        return new Authority(key, certificate, clock, random);
    }

    /**
     * @throws BadInput when one is there, or the folder cannot be written
     */
    public void save(Path folder) throws BadInput {
        CertFolder files = new CertFolder(folder);
        files.refuseIfHas(KEY, CERTIFICATE);
        files.write(List.of(
                new CertFolder.NewFile(KEY, Pem.of(key), true),
                new CertFolder.NewFile(CERTIFICATE, Pem.of(certificate), false)));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Makes a node's folder: its key, its certificate and a copy of ours.
     *
     * @return the node's certificate
     * @throws BadInput when we have expired, a node is there, or the folder cannot be written
     */
    public X509Certificate issue(NodeRequest request, Path folder) throws BadInput {
        checkValid();
        CertFolder files = new CertFolder(folder);
        files.refuseIfHas(NodeIdentity.KEY, NodeIdentity.CERTIFICATE, NodeIdentity.AUTHORITY);
        KeyPair keys = Keys.ofNode(random);
        X509Certificate made = new CertificateMaker(clock, random).node(request, keys.getPublic(), certificate, key);
        files.write(List.of(
                new CertFolder.NewFile(NodeIdentity.KEY, Pem.of(keys.getPrivate()), true),
                new CertFolder.NewFile(NodeIdentity.AUTHORITY, Pem.of(certificate), false),
                new CertFolder.NewFile(NodeIdentity.CERTIFICATE, Pem.of(made), false)));
        return made;
    }

    /**
     * Replaces the certificate of a node that is there, expired or not. The key stays, so whoever reads both at any moment reads a pair.
     *
     * @return the node's new certificate
     * @throws BadInput when we have expired, the folder holds no node of ours, or cannot be written
     */
    public X509Certificate renew(NodeRequest request, Path folder) throws BadInput {
        checkValid();
        if (!Pem.certificate(folder.resolve(NodeIdentity.AUTHORITY)).equals(certificate)) {
            throw new BadInput("the node in " + folder + " is of another CA; issue a new one into another folder");
        }
        X509Certificate old = NodeIdentity.paired(folder);
        X509Certificate made = new CertificateMaker(clock, random).node(request, old.getPublicKey(), certificate, key);
        new CertFolder(folder).write(List.of(new CertFolder.NewFile(NodeIdentity.CERTIFICATE, Pem.of(made), false)));
        return made;
    }

    private void checkValid() throws BadInput {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw new BadInput(
                    "the CA is valid from " + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant()
                            + ", not now; make another in another folder with `vigil certs init --dir`",
                    e);
        }
    }
}
