package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Keys and certificates as text files. Keys are PKCS#8 without a password: the file's mode protects them. */
final class Pem {
    private static final int FILE_BYTES_MAX = 65_536;
    private static final String KEY = "PRIVATE KEY";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static String of(PrivateKey key) {
        return text(KEY, key.getEncoded());
    }

    static String of(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("what was decoded can be encoded", e);
        }
    }

    /**
     * The only certificate of a file.
     *
     * @throws BadInput when it cannot be read, or is something else
     */
    static X509Certificate certificate(Path file) throws BadInput {
        List<X509Certificate> all = certificates(file);
        if (all.size() != 1) {
            throw new BadInput(file + " must hold one certificate, not " + all.size());
        }
        return all.get(0);
    }

    /**
     * At least one.
     *
     * @throws BadInput when it cannot be read, or is something else
     */
    static List<X509Certificate> certificates(Path file) throws BadInput {
        try {
            List<X509Certificate> all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException e) {
            throw new BadInput(file + " is damaged, or no PEM certificate; give the file that `vigil certs` made", e);
        }
        throw new BadInput(file + " holds no PEM certificate; give the file that `vigil certs` made");
    }

    /**
     * @param algorithm as the JDK names it; a key of another kind is refused
     * @throws BadInput when it cannot be read, or is something else
     */
    static PrivateKey key(Path file, String algorithm) throws BadInput {
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject object = reader.readPemObject();
            if (object != null && object.getType().equals(KEY)) {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // BouncyCastle's reader throws unchecked ones at damaged base64.
            throw noKey(file, algorithm, e);
        }
        throw noKey(file, algorithm, null);
    }

    private static BadInput noKey(Path file, String algorithm, @Nullable Exception e) {
        String message =
                file + " is damaged, or no " + algorithm + " key in PKCS#8 PEM; take it from where it was made";
        return e == null ? new BadInput(message) : new BadInput(message, e);
    }

    private static byte[] read(Path file) throws BadInput {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new BadInput(
                        file + " is larger than any key or certificate; give the file that `vigil certs` made");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BadInput("there is no " + file + "; make it with `vigil certs`, or name its folder", e);
        } catch (IOException e) {
            throw new BadInput("cannot read " + file + ": " + CertFolder.because(e), e);
        }
    }

    private static String text(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
