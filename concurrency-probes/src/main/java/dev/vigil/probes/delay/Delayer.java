package dev.vigil.probes.delay;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.probes.watch.DelaySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Has a program of ours start with delays in it, one process at a time, and reads which it made. One thread. */
public final class Delayer {
    /** Said of an attempt that ran without the delays that it asked for. */
    public static final String NOT_MADE =
            "an attempt ran without its delays: the library that makes them was not loaded";

    private final Path library;
    private final Path program;
    private final Path out;
    private final Path list;

    /**
     * @param library that makes the delays
     * @param program whose threads are delayed
     * @param folder for files of our own
     */
    public Delayer(Path library, Path program, Path folder) {
        this.library = library;
        this.program = program;
        this.out = folder.resolve("perturbed");
        this.list = folder.resolve("delays.txt");
    }

    /** Why the program cannot be delayed, in one line; empty where nothing is known against it. */
    public Optional<String> obstacle() {
        return Watch.of(library, out, Feature.PERTURB).obstacle(program);
    }

    /** The settings of the attempt's process, with the delays that it asks for. */
    public ProcessSettings delayed(Case attempt) throws LaneFault {
        return delayed(attempt, UnaryOperator.identity());
    }

    /**
     * The same where the library is to do more than that.
     *
     * @param more what else
     */
    public ProcessSettings delayed(Case attempt, UnaryOperator<Watch> more) throws LaneFault {
        Perturbation perturbation = Perturbation.of(attempt);
        ProcessSettings settings = attempt.settings();
        if (!perturbation.any()) {
            return settings;
        }
        return settings.withEnvironment(more.apply(watch(perturbation)).in(settings.environment()));
    }

    private Watch watch(Perturbation perturbation) throws LaneFault {
        Watch watch = Watch.of(library, out, Feature.PERTURB)
                .inProgram(program.getFileName().toString());
        try {
            Files.deleteIfExists(Watch.made(out));
            return perturbation.style() == Perturbation.Style.GIVEN
                    ? watch.delayedAsIn(perturbation.given().write(list))
                    : watch.perturbedBy(perturbation.seed())
                            .delaying(
                                    perturbation.style().oneIn(),
                                    perturbation.style().longest());
        } catch (IOException e) {
            throw new LaneFault("delays cannot be prepared: " + e.getMessage(), e);
        }
    }

    /**
     * The delays of the attempt that was run last; empty when it asked for some and the library was not in its process.
     *
     * @throws LaneFault when what the library wrote cannot be read
     */
    public Optional<DelaySet> made(Case attempt) throws LaneFault {
        if (!Perturbation.of(attempt).any()) {
            return Optional.of(new DelaySet(List.of()));
        }
        try {
            return Optional.of(DelaySet.read(Watch.made(out)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LaneFault("delays cannot be read: " + e.getMessage(), e);
        }
    }
}
