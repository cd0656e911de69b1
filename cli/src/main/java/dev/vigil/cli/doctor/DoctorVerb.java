package dev.vigil.cli.doctor;

import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code vigil doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what this machine has and lacks, and what each thing is needed for.",
        footer = {"", "Ends with 2 when something is missing without which nothing runs."})
public final class DoctorVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    public DoctorVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Check> checks = new Examination(surroundings, new Machine(surroundings.environment())).all();
        checks.forEach(c -> surroundings.out().println(c.line()));
        boolean fit = checks.stream().noneMatch(c -> c.state() == Check.State.MISSING);
        return (fit ? Exit.DONE : Exit.BAD_INPUT).code();
    }
}
