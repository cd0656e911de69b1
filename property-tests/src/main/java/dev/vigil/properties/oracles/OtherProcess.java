package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.properties.task.Variation;

/** Settings of a process that must not matter to what a call comes to. */
enum OtherProcess implements Way {
    ENGINE,
    THREADS,
    ONE_DNN;

    private static final int THREADS_MORE = 4;

    /** The case in a process with the other setting; the label names the side that differs from the case's own. */
    Variation of(Case call) {
        return new Variation(label(), call.withSettings(other(call.settings())));
    }

    private ProcessSettings other(ProcessSettings own) {
        return switch (this) {
            case ENGINE ->
                new ProcessSettings(
                        own.engine().equals(ProcessSettings.NAIVE_ENGINE)
                                ? ProcessSettings.THREADED_ENGINE
                                : ProcessSettings.NAIVE_ENGINE,
                        own.ompThreads(),
                        own.oneDnn(),
                        own.numpyShape(),
                        own.device(),
                        own.environment());
            case THREADS ->
                new ProcessSettings(
                        own.engine(),
                        own.ompThreads() == 1 ? THREADS_MORE : 1,
                        own.oneDnn(),
                        own.numpyShape(),
                        own.device(),
                        own.environment());
            case ONE_DNN ->
                new ProcessSettings(
                        own.engine(),
                        own.ompThreads(),
                        !own.oneDnn(),
                        own.numpyShape(),
                        own.device(),
                        own.environment());
        };
    }

    @Override
    public String words() {
        return switch (this) {
            case ENGINE -> "another engine";
            case THREADS -> "another number of threads";
            case ONE_DNN -> "oneDNN switched";
        };
    }

    @Override
    public String label() {
        return "with " + words();
    }

    @Override
    public boolean sharesRefusals() {
        return true;
    }

    @Override
    public boolean mayRefuse(String error) {
        return false;
    }
}
