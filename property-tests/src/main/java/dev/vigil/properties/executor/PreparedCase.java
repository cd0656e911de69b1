package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.properties.task.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case made ready to run for many variants, one after the other. One thread.
 *
 * <p>Arrays are fresh in every run, as a user's would be; what is reused is what the library never sees.
 */
final class PreparedCase implements AutoCloseable {
    private static final int NOT_FILLED = -1;

    /** What one run is asked for. */
    record Order(
            String label,
            int number,
            @Nullable Integer seed,
            boolean wholeValues,
            boolean checkInputs,
            List<Inferred> inferred,
            Manner manner) {}

    /** What one run gave; the aftermath is null when the run was not refused or nobody asked. */
    record Ran(RunFacts facts, @Nullable Aftermath aftermath) {}

    private final MxLibrary library;
    private final Device device;
    private final ArrayReader reader;
    private final BlackBox box;
    private final List<PreparedStep> steps = new ArrayList<>();
    private final PreparedGraph graph;
    private final String unknownOperator;
    private final boolean recording;
    private final int ompThreads;

    PreparedCase(
            MxLibrary library,
            Device device,
            OperatorTable operators,
            ArrayReader reader,
            BlackBox box,
            Case call,
            Scratch scratch) {
        this.library = library;
        this.device = device;
        this.reader = reader;
        this.box = box;
        ompThreads = call.settings().ompThreads();
        recording = call.steps().stream().anyMatch(Step::wantsGradient);
        String unknown = "";
        try {
            for (Step step : call.steps()) {
                steps.add(new PreparedStep(step, operators, library, device, scratch));
            }
        } catch (NoSuchElementException e) {
            unknown = String.valueOf(e.getMessage());
        }
        unknownOperator = unknown;
        graph = new PreparedGraph(library, steps);
    }

    /** Empty, or the operator that this build does not have. */
    String unknownOperator() {
        return unknownOperator;
    }

    void load(long variant) {
        for (PreparedStep step : steps) {
            step.load(variant);
        }
    }

    /**
     * Runs the loaded variant.
     *
     * @param after asked with the arrays of the refused step while they are still open
     */
    Ran run(Order order, @Nullable Function<List<NdArray>, Aftermath> after) {
        Manner manner = order.manner();
        if (order.seed() != null && manner.chance() != Manner.Chance.GOING_ON) {
            library.randomness().seed(order.seed());
        }
        if (manner.freshFill() >= 0) {
            fillStore(order);
            library.storage().fillFresh(manner.freshFill());
        }
        if (manner.ompThreads() > 0) {
            library.engine().setOmpThreads(manner.ompThreads());
        }
        try (CaseRun run = new CaseRun(library, device, reader, box, steps, graph, recording, order)) {
            run.go();
            RunFacts.Damage damage = damage();
            Aftermath aftermath = null;
            if (run.refused()) {
                if (after != null) {
                    box.phase(BlackBox.Phase.AFTERMATH, order.number());
                    aftermath = after.apply(run.failedOutputs());
                }
                drain();
                // Other calls were made meanwhile, whose damage is no part of this run.
                damage();
            }
            return new Ran(new RunFacts(order.label(), run.facts(), damage), aftermath);
        } finally {
            if (manner.ompThreads() > 0) {
                library.engine().setOmpThreads(ompThreads);
            }
            if (manner.freshFill() >= 0) {
                library.storage().fillFresh(NOT_FILLED);
            }
        }
    }

    /** Whether {@link #issue} can make the calls of this case. */
    boolean issuable() {
        return steps.size() == 1 && !recording && steps.get(0).out.isEmpty();
    }

    /** Makes the loaded variant's only call without waiting for it. */
    Issued issue() {
        return new Issued(steps.get(0), library);
    }

    @Override
    public void close() {
        graph.close();
        steps.forEach(PreparedStep::close);
    }

    private RunFacts.@Nullable Damage damage() {
        return library.storage()
                .takeDamage()
                .map(damage -> new RunFacts.Damage(damage.blocks(), damage.size(), damage.from(), damage.bytes()))
                .orElse(null);
    }

    /** Memory that the library keeps holds the same as fresh memory, as far as it may be given to a result. */
    private void fillStore(Order order) {
        Leftovers leftovers = new Leftovers(library, device);
        for (Inferred step : order.inferred()) {
            for (int i = 0; i < Math.min(step.shapes().size(), step.dtypes().size()); i++) {
                Shape shape = step.shapes().get(i);
                DType dtype = step.dtypes().get(i);
                if (shape != null && dtype != null) {
                    leftovers.leave(shape, dtype, order.manner().freshFill());
                }
            }
        }
    }

    /** Collects failures that nobody asked for, so that the next case starts clean. */
    private void drain() {
        for (int i = 0; i < 2; i++) {
            try {
                library.engine().waitAll();
            } catch (MxError stale) {
                // It belongs to the refused call, whose error the observation has already.
            }
        }
    }
}
