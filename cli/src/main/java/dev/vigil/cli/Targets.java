package dev.vigil.cli;

import dev.vigil.workers.target.InstalledPackageTools;
import dev.vigil.workers.target.TargetResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Wires the resolver of targets to this machine's cache and to the build that came with the product. */
public final class Targets {
    private final Surroundings surroundings;

    public Targets(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public TargetResolver resolver() throws BadInput {
        return new TargetResolver(surroundings.cache(), defaultArchive(), new InstalledPackageTools());
    }

    Path defaultArchive() throws BadInput {
        Path note = surroundings.classPathFile("default-target");
        try {
            return Path.of(Files.readString(note).strip());
        } catch (IOException e) {
            throw new BadInput(note + " is not there; build with mvn package, or start the vigil script", e);
        }
    }
}
