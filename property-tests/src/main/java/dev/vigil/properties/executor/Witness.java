package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.properties.task.Manner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the unrelated calls that must succeed after a call that failed: an array's way in and out, and a call that
 * worked earlier in this process. The latter is the first small one that gives the same result again and again. One thread.
 */
final class Witness implements AutoCloseable {
    private static final int TRIES_MAX = 20;
    private static final int ELEMENTS_MAX = 1024;
    /** A coin that an operator tosses shows in so many runs, but for one in a billion. */
    private static final int REPEATS = 30;

    private static final int ROUND_TRIP_ELEMENTS = 8;

    private final MxLibrary library;
    private final Device device;
    private final ArrayReader reader;
    private final Scratch scratch = new Scratch();
    private final Leftovers leftovers;
    private final ByteBuffer pattern =
            ByteBuffer.allocateDirect(ROUND_TRIP_ELEMENTS * DType.INT32.bytes()).order(ByteOrder.nativeOrder());
    private @Nullable PreparedCase kept;
    private @Nullable RunFacts expected;
    private boolean numpyShape;
    private int tries;

    Witness(MxLibrary library, Device device, ArrayReader reader) {
        this.library = library;
        this.device = device;
        this.reader = reader;
        leftovers = new Leftovers(library, device);
        for (int i = 0; i < ROUND_TRIP_ELEMENTS; i++) {
            pattern.putInt(i * DType.INT32.bytes(), 0x1234567 * (i + 1));
        }
    }

    boolean wanted() {
        return kept == null && tries < TRIES_MAX;
    }

    /** Considers a case that has just been accepted. */
    void offer(Case call, Preparer preparer) {
        tries++;
        if (call.steps().size() != 1 || call.steps().get(0).wantsGradient() || elements(call) > ELEMENTS_MAX) {
            return;
        }
        PreparedCase prepared = preparer.prepare(call, scratch);
        prepared.load(0);
        RunFacts first = run(prepared);
        if (first.rejected().isPresent() || !repeats(prepared, first)) {
            prepared.close();
            scratch.reset();
            return;
        }
        kept = prepared;
        expected = first;
        numpyShape = call.settings().numpyShape();
    }

    /** What unrelated calls do now. */
    Aftermath check(List<NdArray> failedOutputs, boolean numpyNow) {
        String firstWait = waitAll();
        String secondWait = waitAll();
        String unrelated = roundTrip();
        if (unrelated.isEmpty()) {
            unrelated = earlierCall(numpyNow);
        }
        return new Aftermath(
                firstWait, secondWait, unrelated, failedOutputs.stream().anyMatch(this::reads));
    }

    /**
     * What becomes of good calls when the failing one is made again among them: before and after it, behind two of them,
     * and on another thread.
     */
    Aftermath.Beside beside(PreparedCase failing, boolean numpyNow, OtherThread otherThread) {
        String around = around(failing, numpyNow);
        drain();
        String waitAfterTwo = afterTwo(failing);
        String onOtherThread = onOtherThread(failing, numpyNow, otherThread);
        drain();
        return new Aftermath.Beside(around, waitAfterTwo, onOtherThread);
    }

    private String around(PreparedCase failing, boolean numpyNow) {
        PreparedCase call = kept;
        if (call == null || !call.issuable()) {
            failing.issue().close();
            return roundTrip();
        }
        try (Issued before = issue(call, numpyNow)) {
            Issued failed = failing.issue();
            try (Issued after = issue(call, numpyNow)) {
                String wrong = wrong(before);
                return wrong.isEmpty() ? wrong(after) : wrong;
            } finally {
                failed.close();
            }
        }
    }

    private String afterTwo(PreparedCase failing) {
        List<Issued> failed = List.of(failing.issue(), failing.issue());
        waitAll();
        String second = waitAll();
        failed.forEach(Issued::close);
        return second;
    }

    private Issued issue(PreparedCase call, boolean numpyNow) {
        library.numpy().setShape(numpyShape);
        try {
            return call.issue();
        } finally {
            library.numpy().setShape(numpyNow);
        }
    }

    private String wrong(Issued good) {
        List<ArrayFacts> before = Objects.requireNonNull(expected).last().outputs();
        if (!good.error().isEmpty()) {
            return good.error();
        }
        try {
            for (int i = 0; i < before.size(); i++) {
                if (!reader.read(good.outputs().get(i), false).equals(before.get(i))) {
                    return "a call that worked before gives another result";
                }
            }
            return "";
        } catch (MxError e) {
            return Errors.described(e);
        }
    }

    private String onOtherThread(PreparedCase failing, boolean numpyNow, OtherThread otherThread) {
        Issued failed = failing.issue();
        try {
            return otherThread.call(() -> {
                String wrong = roundTrip();
                return wrong.isEmpty() ? earlierCall(numpyNow) : wrong;
            });
        } finally {
            failed.close();
        }
    }

    /** Collects what the failing calls have left. */
    private void drain() {
        waitAll();
        waitAll();
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        }
    }

    private static long elements(Case call) {
        long total = 0;
        for (Input input : call.steps().get(0).inputs()) {
            total += input instanceof Input.Array array ? array.shape().elements() : 0;
        }
        return total;
    }

    private static RunFacts run(PreparedCase prepared) {
        return run(prepared, Manner.PLAIN);
    }

    private static RunFacts run(PreparedCase prepared, Manner manner) {
        return prepared.run(new PreparedCase.Order("witness", 0, null, false, false, List.of(), manner), null)
                .facts();
    }

    /**
     * Nor may its results hang on what memory holds, which other calls change: fresh memory, and what arrays like its
     * results left behind, which the library may keep.
     */
    private boolean repeats(PreparedCase prepared, RunFacts first) {
        for (int fill : List.of(Manner.FRESH_LOW, Manner.FRESH_HIGH)) {
            first.last().outputs().forEach(output -> leftovers.leave(output.shape(), output.dtype(), fill));
            if (!first.sameResults(run(prepared, Manner.PLAIN.withFreshFill(fill)))) {
                return false;
            }
        }
        for (int i = 0; i < REPEATS; i++) {
            if (!first.sameResults(run(prepared))) {
                return false;
            }
        }
        return true;
    }

    private String waitAll() {
        try {
            library.engine().waitAll();
            return "";
        } catch (MxError e) {
            return Errors.described(e);
        }
    }

    private String roundTrip() {
        try (NdArray array = library.arrays().create(new long[] {ROUND_TRIP_ELEMENTS}, DType.INT32.code(), device)) {
            array.copyFrom(pattern, ROUND_TRIP_ELEMENTS, DType.INT32.code());
            boolean same = reader.copy(array, DType.INT32, ROUND_TRIP_ELEMENTS).mismatch(pattern) < 0;
            return same ? "" : "a fresh array did not give back what was written to it";
        } catch (MxError e) {
            return Errors.described(e);
        }
    }

    private String earlierCall(boolean numpyNow) {
        PreparedCase call = kept;
        RunFacts before = expected;
        if (call == null || before == null) {
            return "";
        }
        library.numpy().setShape(numpyShape);
        try {
            RunFacts now = run(call);
            return now.rejected()
                    .map(step -> step.error().isEmpty() ? "refused without a word" : step.error())
                    .orElse(before.sameResults(now) ? "" : "a call that worked before gives another result");
        } finally {
            library.numpy().setShape(numpyNow);
        }
    }

    private boolean reads(NdArray failed) {
        try {
            return reader.read(failed, false).known() > 0;
        } catch (MxError refused) {
            return false;
        }
    }
}
