package dev.vigil.cli.doctor;

import dev.vigil.workers.process.OutsidePrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine as the checks see it: programs on the PATH, files, and what short commands print. */
final class Machine {
    private final OutsidePrograms programs;

    Machine(Map<String, String> environment) {
        this.programs = new OutsidePrograms(environment);
    }

    Optional<Path> program(String name) {
        return programs.find(name);
    }

    /** First line that the command prints; empty when it does not start, fails or takes too long. */
    Optional<String> firstLine(List<String> command) throws InterruptedException {
        return programs.lines(command).stream().findFirst();
    }

    Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
