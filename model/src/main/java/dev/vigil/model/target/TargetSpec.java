package dev.vigil.model.target;

import java.util.List;

/**
 * What a person asked for: a name that resolves to files, and folders for the libraries it needs.
 *
 * @param name {@code default}, a path to a library or wheel, {@code maven:G:A:V:CLASSIFIER} or {@code pypi:NAME==VERSION}
 * @param libPath folders searched before the system's
 */
public record TargetSpec(String name, List<String> libPath) {
    public static final String DEFAULT_NAME = "default";

    public TargetSpec {
        libPath = List.copyOf(libPath);
    }
}
