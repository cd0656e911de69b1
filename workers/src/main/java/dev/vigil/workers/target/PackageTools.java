package dev.vigil.workers.target;

import java.nio.file.Path;

/** The outside programs that fetch packages. Each leaves exactly the package's file in the given empty folder. */
public interface PackageTools {
    /**
     * @param artifact {@code G:A:V:jar:CLASSIFIER}
     * @throws TargetException with the program's own last words when it fails
     */
    void mavenArtifact(String artifact, Path into) throws TargetException, InterruptedException;

    /**
     * @param requirement {@code NAME==VERSION}
     * @throws TargetException with the program's own last words when it fails
     */
    void pythonWheel(String requirement, Path into) throws TargetException, InterruptedException;
}
