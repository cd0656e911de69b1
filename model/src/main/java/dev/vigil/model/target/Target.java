package dev.vigil.model.target;

import java.util.List;

/**
 * A build under test on this machine.
 *
 * @param name what was asked for
 * @param sha256 of the library file, in hex: the identity of the build
 * @param library absolute path of libmxnet
 * @param libPath absolute folders for the loader, the library's own folder first
 */
public record Target(String name, String sha256, String library, List<String> libPath) {
    public Target {
        libPath = List.copyOf(libPath);
    }
}
