package dev.vigil.model.target;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a build says of itself once loaded; every result carries it.
 *
 * @param abi {@code 1.x} or {@code 2.x}, told by exported symbols
 * @param version as the library gives it, such as {@code 10901}
 * @param commit empty when the build does not say
 * @param features switched on, and {@link #SYMBOL_EXECUTOR} where the build has that; sorted
 * @param environment what else the result may depend on: cpu, its flags, kernel, BLAS, oneDNN, CUDA, driver
 */
public record Fingerprint(
        String abi, int version, String commit, List<String> features, SortedMap<String, String> environment) {
    /** The build binds symbols to arrays; it says so by what it exports. */
    public static final String SYMBOL_EXECUTOR = "SYMBOL_EXECUTOR";

    public Fingerprint {
        features = features.stream().sorted().toList();
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /** {@code 1.9.1} for 10901. */
    public String versionText() {
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }
}
