package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A budget is spent on a build that does what a test says, and what is known afterwards is what was seen. */
final class ExplorationProperties {
    private static final int CASES = 2000;
    private static final int CORPUS_MAX = 64;
    /** More than go out together at first, so that the bound is never jumped over. */
    private static final int DEATHS_MAX = 24;

    private static final int CHUNK = 24;
    private static final ProcessSettings SETTINGS = ProcessSettings.plain("cpu");
    private static final Signature SIGNATURE = new Signature(
            "op",
            List.of("data"),
            false,
            List.of(
                    Attribute.parse("level", "int, optional, default='1'", ""),
                    Attribute.parse("mode", "{'soft', 'hard'}, optional, default='soft'", "")),
            "",
            "");
    private static final Call PLAIN = call(Map.of());
    private static final Call SECOND = call(Map.of("level", "2"));

    private final Draw.Generators generators = new Draw.Generators();

    private static Call call(Map<String, String> attributes) {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, 0, 1));
        return new Call(new TreeMap<>(attributes), List.of(input), false, false, false);
    }

    private static OperatorKnowledge known(boolean exhausted, Call... corpus) {
        OperatorKnowledge nothing = OperatorKnowledge.declared(SIGNATURE);
        return new OperatorKnowledge(
                nothing.version(),
                SIGNATURE,
                List.of(corpus),
                nothing.reached(),
                nothing.refused(),
                nothing.outcomes(),
                nothing.deadly(),
                10,
                9,
                8,
                7,
                1,
                "",
                exhausted,
                corpus.length);
    }

    /** One campaign's worth of an exploration, with all that went through it. */
    private final class Run {
        private final Predicate<Call> valid;
        private final BiPredicate<Call, Intent> deadly;
        private final List<Call> made = new ArrayList<>();
        private final List<Task> tasks = new ArrayList<>();
        private final List<Outcome> entered = new ArrayList<>();
        private final List<List<Task>> chunks = new ArrayList<>();

        Run(Predicate<Call> valid, BiPredicate<Call, Intent> deadly) {
            this.valid = valid;
            this.deadly = deadly;
        }

        OperatorKnowledge from(OperatorKnowledge before, long seed, BooleanSupplier late) throws Exception {
            return new Exploration(before, generators, seed, true, CASES, DEATHS_MAX)
                    .run(this::task, this::outcomes, this::enter, late);
        }

        OperatorKnowledge from(OperatorKnowledge before, long seed) throws Exception {
            return from(before, seed, () -> false);
        }

        private Task task(Call call, Intent intent, int variants) {
            Task task =
                    new Task(tasks.size(), call.toCase("op", SETTINGS), intent, 0, variants, List.of("survival"), true);
            made.add(call);
            tasks.add(task);
            return task;
        }

        private List<Outcome> outcomes(List<Task> chunk) {
            chunks.add(chunk);
            return chunk.stream().map(this::outcome).toList();
        }

        private Outcome outcome(Task task) {
            Call call = made.get((int) task.id());
            boolean dies = deadly.test(call, task.intent());
            long judged = dies ? 1 : task.count();
            return new Outcome(
                    task,
                    judged,
                    0,
                    task.count() - judged,
                    !dies && valid.test(call) ? judged : 0,
                    judged,
                    dies ? 1 : 0,
                    new TreeMap<>(),
                    List.of(),
                    null,
                    "");
        }

        private void enter(Call call, Outcome outcome) {
            assertEquals(outcome.task().call(), call.toCase("op", SETTINGS));
            entered.add(outcome);
        }

        long deaths() {
            return entered.stream().mapToLong(Outcome::crashes).sum();
        }
    }

    private Run run(Predicate<Call> valid) {
        return new Run(valid, (call, intent) -> false);
    }

    private Run dying(BiPredicate<Call, Intent> deadly) {
        return new Run(call -> true, deadly);
    }

    private static boolean level(Call call, String value) {
        return call.attributes().getOrDefault("level", "1").equals(value);
    }

    @Property(tries = 20)
    void budgetIsSpentToTheLastCaseAndEachOutcomeIsEnteredOnce(@ForAll long seed) throws Exception {
        Run run = run(call -> true);
        run.from(known(false, PLAIN), seed);
        assertEquals(CASES, run.tasks.stream().mapToInt(Task::count).sum());
        assertEquals(run.tasks, run.entered.stream().map(Outcome::task).toList());
        assertTrue(run.chunks.stream().allMatch(chunk -> chunk.size() <= CHUNK));
    }

    @Property(tries = 20)
    void whatWasSeenIsAddedToWhatWasKnown(@ForAll long seed) throws Exception {
        Run run = run(call -> !level(call, "2"));
        OperatorKnowledge after = run.from(known(false, PLAIN), seed);
        long accepted = run.entered.stream().mapToLong(Outcome::accepted).sum();
        List<Outcome> meant = run.entered.stream()
                .filter(outcome -> outcome.task().intent() == Intent.VALID)
                .toList();
        assertEquals(10 + CASES, after.tried());
        assertEquals(9 + accepted, after.valid());
        assertEquals(8 + meant.stream().mapToLong(Outcome::judged).sum(), after.meant());
        assertEquals(7 + meant.stream().mapToLong(Outcome::accepted).sum(), after.meantValid());
        assertEquals(1, after.deaths());
    }

    @Property(tries = 20)
    void corpusHoldsCallsThatWereTakenAndWereNotMeantToBeRefused(@ForAll long seed) throws Exception {
        Run run = run(call -> !level(call, "2"));
        OperatorKnowledge after = run.from(known(false, PLAIN), seed);
        List<String> friendly = run.tasks.stream()
                .filter(task -> task.intent() != Intent.HOSTILE)
                .map(task -> run.made.get((int) task.id()).key())
                .toList();
        assertTrue(after.corpus().size() > 1);
        assertTrue(after.corpus().size() <= CORPUS_MAX);
        for (Call call : after.corpus()) {
            assertFalse(level(call, "2"));
            assertTrue(call.equals(PLAIN) || friendly.contains(call.key()), call::text);
        }
        assertFalse(after.reached().getOrDefault("level", List.of()).contains("2"));
    }

    @Property(tries = 20)
    void knownCallThatIsRefusedLeavesTheCorpus(@ForAll long seed) throws Exception {
        OperatorKnowledge after = run(call -> !level(call, "2")).from(known(false, PLAIN, SECOND), seed);
        assertTrue(after.corpus().contains(PLAIN));
        assertFalse(after.corpus().contains(SECOND));
    }

    @Property(tries = 10)
    void buildThatRefusesAllTakesNoKnownCallAway(@ForAll long seed) throws Exception {
        OperatorKnowledge before = known(false, PLAIN, SECOND);
        assertEquals(before.corpus(), run(call -> false).from(before, seed).corpus());
    }

    @Property(tries = 10)
    void operatorStaysExhaustedUntilSomethingNewIsFound(@ForAll long seed) throws Exception {
        assertTrue(run(call -> call.key().equals(PLAIN.key()))
                .from(known(true, PLAIN), seed)
                .exhausted());
        OperatorKnowledge more = run(call -> true).from(known(true, PLAIN), seed);
        assertFalse(more.exhausted());
        assertTrue(more.distinct() > 1);
    }

    @Property(tries = 20)
    void operatorThatDiesOfHostilityIsSparedItAndExploredFurther(@ForAll long seed) throws Exception {
        Run run = dying((call, intent) -> intent == Intent.HOSTILE);
        OperatorKnowledge after = run.from(known(true, PLAIN), seed);
        long deaths = 0;
        for (List<Task> chunk : run.chunks) {
            boolean spared = deaths >= DEATHS_MAX;
            assertTrue(!spared || chunk.stream().noneMatch(task -> task.intent() == Intent.HOSTILE));
            deaths += chunk.stream()
                    .filter(task -> task.intent() == Intent.HOSTILE)
                    .count();
        }
        assertTrue(deaths >= DEATHS_MAX, "deaths: " + deaths);
        assertTrue(deaths < DEATHS_MAX + CHUNK, "deaths: " + deaths);
        assertEquals(1 + deaths, after.deaths());
        assertEquals(CASES, run.tasks.stream().mapToInt(Task::count).sum());
    }

    @Property(tries = 10)
    void operatorThatDiesOfEverythingIsLeftAlone(@ForAll long seed) throws Exception {
        Run run = dying((call, intent) -> true);
        run.from(known(true, PLAIN), seed);
        assertTrue(run.deaths() >= 2 * DEATHS_MAX);
        assertTrue(run.deaths() < 2 * DEATHS_MAX + CHUNK, "deaths: " + run.deaths());
    }

    @Property(tries = 10)
    void changeThatKillsIsRemembered(@ForAll long seed) throws Exception {
        Run run = dying((call, intent) -> call.attributes().containsValue("hard"));
        OperatorKnowledge after = run.from(known(false, PLAIN), seed);
        assertTrue(after.deadly().contains("mode=hard"), () -> after.deadly().toString());
        assertTrue(after.corpus().stream().noneMatch(call -> call.attributes().containsValue("hard")));
    }

    @Property(tries = 10)
    void nothingIsBegunWhenItIsLate(@ForAll long seed) throws Exception {
        OperatorKnowledge before = known(false, PLAIN);
        Run none = run(call -> true);
        assertEquals(before, none.from(before, seed, () -> true));
        assertEquals(List.of(), none.tasks);
        Run one = run(call -> true);
        one.from(before, seed, () -> !one.chunks.isEmpty());
        assertEquals(1, one.chunks.size());
    }

    @Property(tries = 10)
    void sameSeedAndBuildGiveTheSameTasksAndKnowledge(@ForAll long seed) throws Exception {
        Run one = run(call -> !level(call, "2"));
        Run other = run(call -> !level(call, "2"));
        assertEquals(one.from(known(false, PLAIN), seed), other.from(known(false, PLAIN), seed));
        assertEquals(one.tasks, other.tasks);
    }
}
