package dev.vigil.cli.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Pairs of keys. The CA's are on the curve P-256; nodes have RSA, since Pekko's engine reads no other key from PEM. */
final class Keys {
    static final String OF_AUTHORITY = "EC";
    static final String OF_NODE = "RSA";

    /** About as strong as P-256. */
    private static final int RSA_BITS = 3072;

    private Keys() {}

    static KeyPair ofAuthority(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(OF_AUTHORITY);
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys on P-256", e);
        }
    }

    static KeyPair ofNode(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(OF_NODE);
            generator.initialize(RSA_BITS, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    /** Whether the two are one pair: what one signs, the other verifies. */
    static boolean fit(PrivateKey secret, PublicKey open) {
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(
                    secret.getAlgorithm().equals(OF_AUTHORITY) ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(secret);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Keys of two kinds are no pair.
            return false;
        }
    }
}
