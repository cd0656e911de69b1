package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.oracles.RedZones;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs tasks in this process, one after the other, and judges every case. One thread. */
final class TaskRunner {
    static final long INPUT_BYTES_MAX = 256L << 20;
    static final long OUTPUT_BYTES_MAX = 1L << 30;
    private static final int SEED_KEYS_MAX = 4096;
    private static final long SEED_SALT = 0x5EED;
    /** A fault that shows half of the time agrees with itself under one seed as often; so many times it does not. */
    private static final int SEEDED_PAIRS_MAX = 16;
    /** Well below what a case may take, whose limit these pairs count towards; a pair is begun before this only. */
    private static final long SEEDED_PAIRS_NANOS = 1_000_000_000;

    /** Of an operator's refused calls the first one and then one in so many is made again among others; each one of a proof is. */
    private static final int REFUSALS_PER_DEEP = 4;

    private final MxLibrary library;
    private final Oracles oracles;
    private final BlackBox box;
    private final Device device;
    private final ArrayReader reader = new ArrayReader();
    private final Scratch scratch = new Scratch();
    private final OperatorTable operators;
    private final boolean blocksWatched;
    private final Inferrer inferrer;
    private final Witness witness;
    private final OtherThread otherThread = new OtherThread();
    /** Structures whose results were seen to depend on the library's seed; seeding costs a thousand times a small call. */
    private final Set<List<Object>> seeded = new HashSet<>();

    private boolean numpyShape;
    private final Map<String, Integer> refusals = new HashMap<>();

    /** @param blocksWatched whether memory beside the library's blocks is looked at; where not, nobody says that it is whole */
    TaskRunner(MxLibrary library, Oracles oracles, BlackBox box, String device, boolean blocksWatched) {
        this.blocksWatched = blocksWatched;
        this.library = library;
        this.oracles = oracles;
        this.box = box;
        this.device = device.equals("gpu") ? Device.gpu(0) : Device.CPU;
        operators = new OperatorTable(library.operators());
        inferrer = new Inferrer(library, operators);
        witness = new Witness(library, this.device, reader);
    }

    Outcome run(Task task) {
        Panel panel = new Panel(oracles, asked(task));
        OutcomeBuilder outcome = new OutcomeBuilder(task, panel);
        String refusal = tooLarge(task.call());
        if (!refusal.isEmpty()) {
            return outcome.unrun(refusal);
        }
        try (Prepared prepared = new Prepared(task, panel)) {
            prepared.go(outcome);
        } catch (OutOfMemoryError e) {
            // Direct memory for the inputs; the heap and the library's own memory are not touched by that.
            outcome.unrunRest("the executor has no room for the inputs: " + e.getMessage());
        } finally {
            scratch.reset();
            box.idle();
        }
        return outcome.build();
    }

    private Task asked(Task task) {
        List<String> oracles = new ArrayList<>(task.oracles());
        boolean blind = !blocksWatched && oracles.remove(RedZones.NAME) && !oracles.isEmpty();
        return blind ? task.asking(oracles) : task;
    }

    private PreparedCase prepare(Case call, Scratch from) {
        return new PreparedCase(library, device, operators, reader, box, call, from);
    }

    private void numpy(boolean on) {
        if (on != numpyShape) {
            library.numpy().setShape(on);
            numpyShape = on;
        }
    }

    /** Empty, or why the inputs of this case are not even made. */
    private static String tooLarge(Case call) {
        long total = 0;
        for (Step step : call.steps()) {
            for (Input.Array array : arrays(step)) {
                Shape shape = array.shape();
                if (!call.settings().numpyShape() && shape.needsNumpyShape()) {
                    return "an array without elements or axes needs numpy shape semantics";
                }
                total += bytes(shape, array.dtype());
                if (total < 0 || total > INPUT_BYTES_MAX) {
                    return "arrays over " + (INPUT_BYTES_MAX >> 20) + " MB";
                }
            }
        }
        return "";
    }

    /** The arrays made for a step. */
    private static List<Input.Array> arrays(Step step) {
        List<Input.Array> arrays = new ArrayList<>();
        for (Input input : step.inputs()) {
            if (input instanceof Input.Array array) {
                arrays.add(array);
            }
        }
        for (Output place : step.out()) {
            if (place instanceof Output.Array array) {
                arrays.add(array.asInput());
            }
        }
        return arrays;
    }

    private static long bytes(Shape shape, DType dtype) {
        try {
            return Math.multiplyExact(shape.elements(), dtype.bytes());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE >> 8;
        }
    }

    private static String outputsTooLarge(List<Inferred> inferred) {
        long total = 0;
        for (Inferred step : inferred) {
            for (int i = 0; i < step.shapes().size(); i++) {
                Shape shape = step.shapes().get(i);
                DType dtype = i < step.dtypes().size() ? step.dtypes().get(i) : null;
                if (shape != null) {
                    total += bytes(shape, dtype == null ? DType.FLOAT64 : dtype);
                }
                if (total < 0 || total > OUTPUT_BYTES_MAX) {
                    return "outputs over " + (OUTPUT_BYTES_MAX >> 20) + " MB by inference";
                }
            }
        }
        return "";
    }

    /** What the seed may matter to: everything of the structure but the inputs. */
    private static List<Object> seedKey(Case call) {
        List<Object> key = new ArrayList<>();
        for (Step step : call.steps()) {
            key.add(step.operator());
            key.add(step.attributes());
            key.add(step.train());
            key.add(step.wantsGradient());
        }
        return key;
    }

    /** A run to make of every variant. */
    private record Planned(String label, PreparedCase prepared, Manner manner) {}

    /** A task whose base case and variations are ready. */
    private final class Prepared implements AutoCloseable {
        private final Task task;
        private final Panel panel;
        private final List<Planned> runs = new ArrayList<>();
        private final List<PreparedCase> distinct = new ArrayList<>();
        private final boolean wholeValues;
        private final boolean wantsAftermath;
        private final List<Object> seedKey;
        private List<Inferred> inferred = List.of();
        private long invocations;

        Prepared(Task task, Panel panel) {
            this.task = task;
            this.panel = panel;
            wholeValues = panel.wantsValues();
            wantsAftermath = panel.wantsAftermath();
            seedKey = seedKey(task.call());
        }

        void go(OutcomeBuilder outcome) {
            for (int i = 0; i < task.count(); i++) {
                long variant = task.first() + i;
                box.begin(task.id(), variant, System.nanoTime());
                numpy(task.call().settings().numpyShape());
                if (i == 0) {
                    String refusal = prepareAll();
                    if (!refusal.isEmpty()) {
                        outcome.unrunRest(refusal);
                        return;
                    }
                }
                one(variant, outcome);
            }
        }

        private String prepareAll() {
            box.phase(BlackBox.Phase.INFER, 0);
            inferred = inferrer.infer(task.call());
            String refusal = outputsTooLarge(inferred);
            if (!refusal.isEmpty()) {
                return refusal;
            }
            box.phase(BlackBox.Phase.CREATE, 0);
            PreparedCase base = prepare(task.call(), scratch);
            distinct.add(base);
            if (!base.unknownOperator().isEmpty()) {
                return base.unknownOperator();
            }
            runs.add(new Planned(RunFacts.BASE, base, Manner.PLAIN));
            for (Variation variation : panel.variations()) {
                add(variation, base);
            }
            return "";
        }

        private void add(Variation variation, PreparedCase base) {
            if (variation.manner().path().bound() && !library.symbols().canBind()) {
                // No question about this build.
                return;
            }
            if (variation.call().equals(task.call())) {
                runs.add(new Planned(variation.label(), base, variation.manner()));
            } else if (tooLarge(variation.call()).isEmpty()) {
                PreparedCase other = prepare(variation.call(), scratch);
                distinct.add(other);
                if (other.unknownOperator().isEmpty()) {
                    runs.add(new Planned(variation.label(), other, variation.manner()));
                }
            }
        }

        private void one(long variant, OutcomeBuilder outcome) {
            for (PreparedCase prepared : distinct) {
                prepared.load(variant);
            }
            invocations = 0;
            // What calls between the cases did is nobody's.
            library.storage().takeDamage();
            boolean seeding = !seeded.isEmpty() && seeded.contains(seedKey);
            Observation.Answered observation = observe(seeding ? seed(variant, 0) : null);
            if (!seeding && differs(observation)) {
                if (seeded.size() >= SEED_KEYS_MAX) {
                    seeded.clear();
                }
                seeded.add(seedKey);
                observation = underOneSeed(variant);
            }
            Verdict[] verdicts = panel.judge(variant, observation);
            outcome.add(variant, observation, verdicts, invocations);
            if (witness.wanted() && accepted(observation)) {
                box.phase(BlackBox.Phase.AFTERMATH, 0);
                witness.offer(task.call().variant(variant), TaskRunner.this::prepare);
            }
        }

        /**
         * A second look at a variant of which two runs differ. The seed explains that only if no two runs under one
         * seed differ, so this looks at many of those and keeps the first that do.
         */
        private Observation.Answered underOneSeed(long variant) {
            long begun = System.nanoTime();
            Observation.Answered first = observe(seed(variant, 0));
            Observation.Answered seen = first;
            for (int pair = 1; pair <= SEEDED_PAIRS_MAX && !differs(seen); pair++) {
                if (System.nanoTime() - begun > SEEDED_PAIRS_NANOS) {
                    break;
                }
                seen = withPair(first, seed(variant, pair));
            }
            return differs(seen) ? seen : first;
        }

        /** With the base run and the one after it made again under this seed. */
        private Observation.Answered withPair(Observation.Answered observation, int seed) {
            List<RunFacts> seen = new ArrayList<>(observation.runs());
            for (int run = 0; run < runs.size(); run++) {
                String label = runs.get(run).label();
                if (label.equals(RunFacts.BASE) || label.equals(Variation.AGAIN)) {
                    seen.set(run, run(run, runs.get(run), seed).facts());
                }
            }
            return new Observation.Answered(seen, observation.aftermath());
        }

        private static int seed(long variant, int pair) {
            return (int) (Seeds.mix(SEED_SALT + pair, variant) & Integer.MAX_VALUE);
        }

        private Observation.Answered observe(@Nullable Integer seed) {
            List<RunFacts> seen = new ArrayList<>(runs.size() + 1);
            Aftermath aftermath = null;
            for (int run = 0; run < runs.size(); run++) {
                if (seed == null && asksAboutSeed(runs.get(run))) {
                    continue;
                }
                PreparedCase.Ran ran = run(run, runs.get(run), seed);
                seen.add(ran.facts());
                if (run == 0) {
                    aftermath = ran.aftermath();
                }
            }
            if (seed != null) {
                reseeded(seed, seen);
            }
            return new Observation.Answered(seen, aftermath);
        }

        /** Results of few bits may be the same under another seed, so others are tried then. */
        private void reseeded(int seed, List<RunFacts> seen) {
            RunFacts base = seen.get(0);
            boolean same = true;
            for (int time = 1; same && time <= Variation.RESEEDED_MAX; time++) {
                String label = time == 1 ? Variation.RESEEDED : Variation.RESEEDED + " " + time;
                Planned planned = new Planned(label, runs.get(0).prepared(), Manner.PLAIN);
                int other = time == 1 ? ~seed & Integer.MAX_VALUE : seed(seed, time);
                RunFacts facts = run(runs.size(), planned, other).facts();
                seen.add(facts);
                same = base.sameResults(facts);
            }
        }

        private boolean asksAboutSeed(Planned planned) {
            return planned.manner().chance() != Manner.Chance.SEEDED
                    && planned.prepared() == runs.get(0).prepared();
        }

        private PreparedCase.Ran run(int number, Planned planned, @Nullable Integer seed) {
            boolean base = number == 0;
            Function<List<NdArray>, Aftermath> after =
                    base && wantsAftermath ? failed -> aftermath(failed, planned.prepared()) : null;
            boolean same = planned.prepared() == runs.get(0).prepared();
            boolean checksInputs = base || !planned.manner().equals(Manner.PLAIN);
            PreparedCase.Order order = new PreparedCase.Order(
                    planned.label(),
                    number,
                    seed,
                    wholeValues,
                    checksInputs,
                    same ? inferred : List.of(),
                    planned.manner());
            PreparedCase.Ran ran = planned.manner().chance() == Manner.Chance.SEEDED_ON_ANOTHER_THREAD
                    ? otherThread.call(() -> {
                        library.numpy().setShape(numpyShape);
                        return planned.prepared().run(order, null);
                    })
                    : planned.prepared().run(order, after);
            invocations += ran.facts().steps().size();
            return ran;
        }

        private Aftermath aftermath(List<NdArray> failed, PreparedCase refused) {
            Aftermath shallow = witness.check(failed, numpyShape);
            return refused.issuable() && (panel.size() == 1 || deep())
                    ? shallow.with(witness.beside(refused, numpyShape, otherThread))
                    : shallow;
        }

        private boolean deep() {
            String operator = task.call().steps().get(0).operator();
            return refusals.merge(operator, 1, Integer::sum) % REFUSALS_PER_DEEP == 1;
        }

        /** Whether two runs of the same case differ. */
        private static boolean differs(Observation.Answered observation) {
            RunFacts base = observation.runs().get(0);
            for (RunFacts run : observation.runs()) {
                if (run.label().equals(Variation.AGAIN) && !base.sameResults(run)) {
                    return true;
                }
            }
            return false;
        }

        private boolean accepted(Observation.Answered observation) {
            return observation.runs().get(0).rejected().isEmpty();
        }

        @Override
        public void close() {
            distinct.forEach(PreparedCase::close);
        }
    }
}
