package dev.vigil.workers.target;

import dev.vigil.model.target.TargetManifest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A target made up for a test.
 *
 * @param files by SHA-256
 */
record Contents(String name, TargetManifest manifest, Map<String, byte[]> files) {
    /** A library and other shared libraries in its folder, called lib0.so and so on. */
    static Contents of(String name, byte[] library, byte[]... others) {
        Map<String, byte[]> files = new HashMap<>(Map.of(sha256(library), library));
        List<TargetManifest.Entry> entries = new ArrayList<>(
                List.of(new TargetManifest.Entry(0, "libmxnet.so", library.length, sha256(library), true)));
        for (byte[] other : others) {
            files.put(sha256(other), other);
            entries.add(new TargetManifest.Entry(
                    0, "lib" + (entries.size() - 1) + ".so", other.length, sha256(other), false));
        }
        return new Contents(
                name, TargetManifest.of(sha256(library), "libmxnet.so", 1, List.of(0), entries, List.of()), files);
    }

    static byte[] random(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
