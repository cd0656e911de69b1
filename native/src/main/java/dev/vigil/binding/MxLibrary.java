package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The build under test, loaded. A process can hold one and keeps it to its end: a second copy of MXNet aborts in
 * its static initialisers, so comparing two builds takes two processes. Opened by the executor, before anything
 * else of this package is used. Any thread.
 */
public final class MxLibrary {
    private static final int REFUSED = 1;
    private static final int SYMBOLS_MISSING = 2;

    private final Path path;
    private final Abi abi;
    private final OperatorRegistry operators;
    private final Imperative imperative;

    private MxLibrary(Path path) {
        this.path = path;
        abi = ShimLibrary.library_abi() == 2 ? Abi.V2 : Abi.V1;
        operators = new OperatorRegistry();
        imperative = new Imperative(operators);
    }

    /**
     * Loads a build. Signal handlers that it installs while loading are taken back, for the JVM cannot live
     * without its own.
     *
     * @throws LoadFailure when the file is no library for this machine, the loader refuses it or symbols are
     *     missing; after a refusal by the loader another file may be tried, after missing symbols not
     * @throws IllegalStateException when this process already holds a build
     */
    public static MxLibrary open(Path libmxnet) throws LoadFailure {
        Path file = libmxnet.toAbsolutePath();
        ElfFile.check(file);
        int result = ShimLibrary.library_open(file.toString());
        if (result == 0) {
            return new MxLibrary(file);
        }
        String text = Reply.take().text();
        switch (result) {
            case REFUSED -> throw new LoadFailure("the loader refused " + file + ": " + text);
            case SYMBOLS_MISSING -> throw new LoadFailure(file + " is no usable libmxnet, it lacks: " + text);
            default -> throw new IllegalStateException("this process already holds a build; use another process");
        }
    }

    /** As it was opened, absolute. */
    public Path path() {
        return path;
    }

    public Abi abi() {
        return abi;
    }

    /** Such as 10901 or 20000. */
    public int version() {
        return check(ShimLibrary.library_version());
    }

    /** Compile-time features by name, in the build's order. */
    public Map<String, Boolean> features() {
        check(ShimLibrary.library_features());
        Reply reply = Reply.take();
        int count = reply.number();
        Map<String, Boolean> features = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            features.put(reply.text(), reply.number() != 0);
        }
        return features;
    }

    /** The commit it was built from, where the build can say. */
    public Optional<String> commit() {
        return optionalText(ShimLibrary::library_commit);
    }

    /** The branch it was built from, where the build can say. */
    public Optional<String> branch() {
        return optionalText(ShimLibrary::library_branch);
    }

    /** Signals whose handlers the build had replaced while loading; they were put back. */
    public List<Integer> signalsReplacedByLoad() {
        check(ShimLibrary.library_replaced_signals());
        Reply reply = Reply.take();
        int count = reply.number();
        List<Integer> signals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            signals.add(reply.number());
        }
        return signals;
    }

    public OperatorRegistry operators() {
        return operators;
    }

    public Imperative imperative() {
        return imperative;
    }

    public Symbols symbols() {
        return new Symbols(imperative);
    }

    public NdArrays arrays() {
        return new NdArrays();
    }

    public Autograd autograd() {
        return new Autograd();
    }

    public Engine engine() {
        return new Engine();
    }

    public Randomness randomness() {
        return new Randomness();
    }

    public NumpySemantics numpy() {
        return new NumpySemantics();
    }

    public StorageInfo storage() {
        return new StorageInfo();
    }

    private static Optional<String> optionalText(java.util.function.IntSupplier question) {
        try {
            check(question.getAsInt());
        } catch (UnsupportedOperationException unknown) {
            return Optional.empty();
        }
        String text = Reply.take().text();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
