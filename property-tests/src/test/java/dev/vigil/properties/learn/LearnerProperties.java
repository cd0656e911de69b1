package dev.vigil.properties.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.operators.Signature;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever its luck, the learner finds the calls that a library takes, and bears what the library does to it. */
final class LearnerProperties {
    private static final int BUDGET = 1200;
    private static final int DEATHS_MAX = 6;
    /** Those that are out when the last bearable one dies, and those borne while little is known. */
    private static final int DEATHS_BEYOND = 5 + 4;

    private static final int QUESTIONS_TOGETHER_MAX = 12;

    private final Draw.Generators generators = new Draw.Generators();

    private OperatorKnowledge learn(TinyLibrary library, long seed) throws Exception {
        return learn(TinyLibrary.SIGNATURE, library, seed);
    }

    private OperatorKnowledge learn(Signature signature, Trials trials, long seed) throws Exception {
        return new Learner(signature, trials, new Draw(generators, seed), BUDGET, DEATHS_MAX).learn();
    }

    private static boolean valid(Call call) {
        return TinyLibrary.refusal(call).isEmpty();
    }

    private static boolean any(Call call, DType type) {
        return call.inputs().stream().anyMatch(input -> input.dtype() == type);
    }

    @Property(tries = 20)
    void findsValuesTypesAndMixesThatAreTaken(@ForAll long seed) throws Exception {
        OperatorKnowledge knowledge = learn(TinyLibrary.harmless(), seed);
        assertTrue(knowledge.callable());
        // An open domain is sampled: once in hundreds of seeds one of the three is missed.
        Set<String> levels = Set.copyOf(knowledge.reached().getOrDefault("level", List.of()));
        assertTrue(Set.of("1", "2", "3").containsAll(levels), levels::toString);
        assertTrue(levels.size() >= 2, levels::toString);
        assertTrue(knowledge.reached().getOrDefault("mode", List.of()).contains("hard"));
        for (DType type : List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)) {
            assertTrue(knowledge.corpus().stream().anyMatch(call -> any(call, type)), type.text());
        }
        assertTrue(knowledge.corpus().stream()
                .anyMatch(call ->
                        call.inputs().get(0).dtype() != call.inputs().get(1).dtype()));
    }

    @Property(tries = 20)
    void whatItKnowsIsWhatTheLibrarySaid(@ForAll long seed) throws Exception {
        TinyLibrary library = TinyLibrary.harmless();
        OperatorKnowledge knowledge = learn(library, seed);
        assertTrue(knowledge.corpus().stream().allMatch(LearnerProperties::valid));
        assertEquals(library.tried().size(), knowledge.tried());
        assertEquals(library.tried().stream().filter(LearnerProperties::valid).count(), knowledge.valid());
        Set<String> keys = library.tried().stream()
                .filter(LearnerProperties::valid)
                .map(Call::key)
                .collect(Collectors.toSet());
        assertEquals(keys.size(), knowledge.distinct());
        assertEquals(
                knowledge.corpus().size(),
                knowledge.corpus().stream().map(Call::key).distinct().count());
        assertTrue(keys.containsAll(knowledge.corpus().stream().map(Call::key).toList()));
        for (String refused : knowledge.refused().getOrDefault("level", List.of())) {
            assertFalse(refused.matches("[123]: .*"), refused);
        }
        for (Share share : knowledge.outcomes().values()) {
            assertTrue(share.good() <= share.all());
        }
    }

    @Property(tries = 20)
    void nothingIsTriedTwiceAndTheBudgetIsKept(@ForAll long seed) throws Exception {
        TinyLibrary library = TinyLibrary.harmless();
        learn(library, seed);
        Set<String> texts = new HashSet<>();
        library.tried().forEach(call -> assertTrue(texts.add(call.text()), call::text));
        // What is out together may go a little beyond.
        assertTrue(
                library.tried().size() < BUDGET + 48,
                "calls: " + library.tried().size());
    }

    @Property(tries = 10)
    void sameSeedLearnsTheSame(@ForAll long seed) throws Exception {
        assertEquals(learn(TinyLibrary.harmless(), seed), learn(TinyLibrary.harmless(), seed));
    }

    @Property(tries = 10)
    void stopsWhenThereIsNothingMoreToFind(@ForAll long seed) throws Exception {
        Signature nullary = new Signature("nullary", List.of(), false, List.of(), "", "");
        Trials library = new OneCall();
        OperatorKnowledge knowledge = learn(nullary, library, seed);
        assertEquals(1, knowledge.distinct());
        assertTrue(knowledge.exhausted());
        assertTrue(knowledge.tried() < BUDGET / 2, "calls: " + knowledge.tried());
    }

    @Property(tries = 20)
    void typeThatKillsIsLearnedAndTheOthersAreFoundNonetheless(@ForAll long seed) throws Exception {
        Predicate<Call> float64 = call -> any(call, DType.FLOAT64);
        TinyLibrary library = new TinyLibrary(float64);
        OperatorKnowledge knowledge = learn(library, seed);
        assertTrue(knowledge.callable());
        assertTrue(knowledge.corpus().stream().noneMatch(float64));
        assertEquals(library.deaths(), knowledge.deaths());
        assertTrue(knowledge.deaths() > 0);
        assertTrue(
                knowledge.deadly().stream().anyMatch(trait -> trait.endsWith("float64")),
                () -> knowledge.deadly().toString());
        assertTrue(knowledge.deaths() <= DEATHS_MAX + DEATHS_BEYOND, "deaths: " + knowledge.deaths());
    }

    @Property(tries = 10)
    void libraryThatAlwaysDiesIsLeftAloneSoon(@ForAll long seed) throws Exception {
        OperatorKnowledge knowledge = learn(new TinyLibrary(call -> true), seed);
        assertFalse(knowledge.callable());
        assertEquals("every call killed its executor", knowledge.lastError());
        assertTrue(knowledge.deaths() <= DEATHS_MAX + DEATHS_BEYOND, "deaths: " + knowledge.deaths());
    }

    @Property(tries = 10)
    void deadlyQuestionsAreAskedNoMoreAndCallsAreFoundWithout(@ForAll long seed) throws Exception {
        TinyLibrary library = TinyLibrary.harmless().withDeadlyQuestions();
        OperatorKnowledge knowledge = learn(library, seed);
        assertTrue(knowledge.callable());
        assertEquals(QUESTIONS_TOGETHER_MAX, library.questions());
    }

    @Property(tries = 10)
    void operatorThatRefusesAllIsKnownByItsCommonestError(@ForAll long seed) throws Exception {
        OperatorKnowledge knowledge = learn(TinyLibrary.SIGNATURE, new Refusing(), seed);
        assertFalse(knowledge.callable());
        assertEquals("this build was made without tiny", knowledge.lastError());
        assertTrue(knowledge.tried() <= BUDGET);
    }

    @Property(tries = 10)
    void timeThatIsOverEndsIt(@ForAll long seed) throws Exception {
        TinyLibrary library = TinyLibrary.harmless().withTimeFor(100);
        OperatorKnowledge knowledge = learn(library, seed);
        assertTrue(knowledge.tried() < 100 + 48, "calls: " + knowledge.tried());
        assertFalse(knowledge.exhausted());
    }
}
