package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.executor.Errors;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The process lives through the case, and an error has a message that its reader could act on. */
public final class Survival implements Oracle {
    public static final String NAME = "survival";

    /** Below this, and with attributes that name no large number, a case has no business with gigabytes. */
    private static final long SMALL_INPUT_BYTES = 1L << 20;

    /** So many elements squared are no work of seconds yet. */
    private static final long LONG_ELEMENTS = 1 << 13;

    private static final Pattern LARGE_NUMBER = Pattern.compile("[0-9]{5,}|[0-9](?:\\.[0-9]+)?[eE]\\+?[0-9]+");
    /** What the C++ library says when a program misuses it; nothing in it speaks of the call. */
    private static final Pattern LIBRARY_TEXT = Pattern.compile(
            "(?:std::)?bad_alloc|(?:std::)?bad_cast|(?:std::)?bad_function_call|(?:std::)?bad_array_new_length"
                    + "|_Map_base::at|map::at|unordered_map::at|vector::_M_[a-z_]+.*|vector::reserve|vector"
                    + "|basic_string(?:::_M_[a-z_]+|::[a-z]+)?.*|std::exception|stoi|stol|stoul|stoll|stod|stof"
                    + "|cannot create std::vector larger than max_size\\(\\)|bad optional access");

    /** What glibc says when it finds its own records overwritten. */
    private static final Pattern HEAP_TEXT = Pattern.compile(
            "(?:free|malloc|realloc|calloc|munmap_chunk|malloc_consolidate)\\(\\): |double free or corruption|corrupted (?:size|double-linked|unsorted)"
                    + "|malloc assertion failure");

    /** The phase before the operator has been called at all, and what is blamed for it. */
    private static final String MAKING = "create";

    /** The library has it with and without a number behind, for shapes of 32 and of 64 bits. */
    private static final String MAKER = "MXNDArrayCreateEx";

    /** What takes indices that point nowhere; every operator that reads such an array then ends the process. */
    private static final String SPARSE_MAKER = "MXNDArrayCreateSparseEx";

    /** Template of an abort by the allocator. */
    public static final String HEAP_CORRUPTION = "heap corruption";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    @Override
    public boolean sequences() {
        return true;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return died(call, died);
        }
        for (RunFacts run : ((Observation.Answered) observation).runs()) {
            Optional<StepFacts> rejected = run.rejected();
            if (rejected.isPresent()) {
                Verdict verdict = message(rejected.get());
                if (verdict instanceof Verdict.Violated) {
                    return verdict;
                }
            }
        }
        return Verdict.holds();
    }

    private static Verdict died(Case call, Observation.Died died) {
        ProcessEnd end = died.end();
        if (!end.blamesBuild()) {
            return new Verdict.Inconclusive("the executor was not ended by the build: " + end.detail());
        }
        if (Poison.touchedOutside(died)) {
            return new Verdict.Inconclusive("memory outside of an array was touched, which " + Poison.NAME + " judges");
        }
        if (HeadShape.ended(died)) {
            return new Verdict.Inconclusive(
                    "a head gradient of another shape ended it, which is a question of its own");
        }
        FaultClass fault = switch (end.kind()) {
            case HANG -> FaultClass.HANG;
            case ABORT -> FaultClass.ABORT;
            case OUT_OF_MEMORY -> FaultClass.OTHER;
            default -> FaultClass.CRASH;
        };
        if (end.kind() == ProcessEnd.Kind.OUT_OF_MEMORY && asksForMuch(call)) {
            return new Verdict.Inconclusive("over the memory limit, with inputs or attributes that may well need it");
        }
        if (end.kind() == ProcessEnd.Kind.HANG && asksForLong(call)) {
            return new Verdict.Inconclusive("over the time limit, with inputs or attributes that may well need it");
        }
        String phase = died.during().substring(died.during().indexOf('/') + 1);
        boolean making = diedMaking(died);
        return new Verdict.Violated(
                fault,
                making ? words(end.kind()) + " in the making of an array" : template(end, phase),
                words(end.kind()) + " during " + died.during() + ": " + end.detail(),
                making ? "an array, or an error" : "the call returns a result or an error",
                making ? MAKER : SparseInputs.defective(call) ? SPARSE_MAKER : null);
    }

    /**
     * The same fault shows in the invocation or in the wait for it, as the engine has it; a broken heap shows wherever
     * the allocator looks next.
     */
    private static String template(ProcessEnd end, String phase) {
        if (heapCorruption(end)) {
            return HEAP_CORRUPTION;
        }
        String where = switch (phase) {
            case "infer" -> "inference";
            case "backward" -> "the gradient";
            case "aftermath" -> "calls after a failed one";
            default -> "the call";
        };
        return words(end.kind()) + " in " + where;
    }

    /** Whether the process ended within the C function that makes arrays, before the operator was called at all. */
    public static boolean diedMaking(Observation.Died died) {
        return died.during().endsWith("/" + MAKING)
                && died.end().blamesBuild()
                && !heapCorruption(died.end())
                && died.end().frames().stream().anyMatch(frame -> frame.contains(MAKER));
    }

    static boolean heapCorruption(ProcessEnd end) {
        return end.kind() == ProcessEnd.Kind.ABORT
                && HEAP_TEXT.matcher(end.stderr()).find();
    }

    static String words(ProcessEnd.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Work may grow with the square of the elements, or more. */
    private static boolean asksForLong(Case call) {
        long elements = 0;
        for (Step step : call.steps()) {
            for (Input input : step.inputs()) {
                elements += input instanceof Input.Array array ? array.shape().elements() : 0;
            }
            for (String value : step.attributes().values()) {
                if (LARGE_NUMBER.matcher(value).find()) {
                    return true;
                }
            }
        }
        return elements > LONG_ELEMENTS;
    }

    private static boolean asksForMuch(Case call) {
        long bytes = 0;
        for (Step step : call.steps()) {
            for (Input input : step.inputs()) {
                if (input instanceof Input.Array array) {
                    bytes += array.shape().elements() * array.dtype().bytes();
                    // Small arrays of whole numbers may be sizes, repetitions or indices.
                    if (array.dtype() != DType.BOOL && Fills.magnitude(array.fill(), array) > 1e5) {
                        return true;
                    }
                }
            }
            for (String value : step.attributes().values()) {
                if (LARGE_NUMBER.matcher(value).find()) {
                    return true;
                }
            }
        }
        return bytes > SMALL_INPUT_BYTES;
    }

    private static Verdict message(StepFacts step) {
        String text = step.error().strip();
        if (text.startsWith(Errors.ESCAPED.strip())) {
            return new Verdict.Violated(
                    FaultClass.ABORT,
                    "C++ exception left the C interface in " + step.rejectedIn(),
                    shortened(text),
                    "a result code; the exception ends a program that is not written in C++");
        }
        if (text.contains("FloatingPointError: Floating point exception")) {
            return new Verdict.Violated(
                    FaultClass.CRASH,
                    "floating point exception in " + step.rejectedIn(),
                    shortened(text),
                    "the call returns a result or an error that speaks of the arguments");
        }
        if (text.isEmpty()) {
            return unhelpful("error without a text", "an error code with an empty text");
        }
        String bare = withoutPlace(text);
        if (LIBRARY_TEXT.matcher(bare).matches()) {
            return unhelpful("error text of the C++ library: " + bare, shortened(text));
        }
        return Verdict.holds();
    }

    private static Verdict unhelpful(String template, String observed) {
        return new Verdict.Violated(
                FaultClass.OTHER, template, observed, "an error that names the argument at fault or the reason");
    }

    /** The first line without time, file and Python type, and without the stack that debug builds add. */
    private static String withoutPlace(String text) {
        int stack = text.indexOf("Stack trace");
        String line = (stack > 0 ? text.substring(0, stack) : text).strip();
        line = line.replaceFirst("^\\[[0-9:]+\\] [^ ]+:[0-9]+: ", "")
                .replaceFirst("^(?:MXNetError|[A-Z][A-Za-z]*Error): ", "")
                .strip();
        return line;
    }

    static String shortened(String text) {
        String line = text.strip().replace('\n', ' ');
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
